"""Servers beside PostgreSQL that tests and measurements start for themselves: where they are, and how they are told."""

import os
import re
import shutil
import socket
from pathlib import Path

DEPLOY = Path(__file__).parents[1] / "deploy"
# None where there is none on this machine.
CACHE = shutil.which("valkey-server") or shutil.which("redis-server")
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cache_command(port: int, place: Path) -> list[str]:
    """Starts Valkey or Redis on the loopback address; nothing of it stays."""
    return [str(CACHE), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(place)]


def replaced(text: str, changes: dict[str, str]) -> str:
    """A text with all that matches the expressions replaced; one that is not there any more is an error."""
    for expression, ours in changes.items():
        text, number = re.subn(expression, ours, text)
        assert number, f"nothing is like {expression}"
    return text


def nginx_configuration(place: Path, upstream: int, signing: int, port: int, plain_port: int) -> str:
    """The configuration as it is shipped, but for where it listens, where things lie, and whom it asks for pages and
    for signing.
    """
    for folder in ("log", "cache", "clarion.d", "media/documents"):
        (place / folder).mkdir(parents=True)
    changes = {
        r" +listen \[::\].*\n": "",
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{plain_port}",
        "server web:8000": f"server 127.0.0.1:{upstream}",
        "server signing:8000": f"server 127.0.0.1:{signing}",
        "/run/nginx.pid": f"{place}/nginx.pid",
        "/var/log/nginx/": f"{place}/log/",
        "/var/cache/nginx/": f"{place}/cache/",
        "/etc/nginx/clarion.d/": f"{place}/clarion.d/",
        "/srv/clarion/media/": f"{place}/media/",
        r"http \{": "http {" + "".join(f"{kind}_temp_path {place}/{kind};" for kind in TEMPORARY),
    }
    # Root's nginx works as another user, who may not enter our folder.
    return ("user root;\n" if os.geteuid() == 0 else "") + replaced((DEPLOY / "nginx.conf").read_text(), changes)
