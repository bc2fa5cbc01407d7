"""Visitors whose lines are slow, before the proxy as it is shipped: they hold up nobody, and their signatures count."""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from ssl import SSLSocket
from types import SimpleNamespace

import pytest

from tests.deploy.test_nginx import Proxy, serving
from tests.faults.crowd import SEE_OTHER, Crowd
from tests.faults.site import HOST, Site
from tests.servers import NGINX

# More than the node behind has threads.
SLOW = 20
FORM = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "same-origin"}

pytestmark = pytest.mark.skipif(
    NGINX is None and not os.environ.get("CI"), reason="NOT RUN: no nginx on this machine: install nginx-light"
)


@pytest.fixture
def proxy(site: Site, tmp_path: Path) -> Iterator[Proxy]:
    node = site.ports[0]
    with serving(tmp_path / "nginx", SimpleNamespace(server_port=node), node) as proxy:
        yield proxy


def test_who_sends_a_form_slowly_holds_up_nobody(site: Site, crowd: Crowd, proxy: Proxy) -> None:
    path = site.petition["path"]
    forms = {crowd.new_address(): proxy.visitor().connect() for _ in range(SLOW)}
    rest = {address: begin(line, path, crowd.form(address)) for address, line in forms.items()}
    for _ in range(5):
        before = time.monotonic()
        quick = crowd.new_address()
        assert proxy.visitor().ask(path, "POST", body=crowd.form(quick), **FORM).status == SEE_OTHER
        assert time.monotonic() - before < 2
        crowd.signed.add(quick)
        for address, line in forms.items():
            line.sendall(rest[address][:1])
            rest[address] = rest[address][1:]
        time.sleep(0.5)
    for address, line in forms.items():
        line.sendall(rest[address])
        answer = line.recv(1000)
        assert re.match(rb"HTTP/1.1 303", answer)
        crowd.signed.add(address)
    site.let_all_be_sent()
    crowd.confirm_all()


def begin(line: SSLSocket, path: str, form: str) -> bytes:
    """Send the head of a request and half of its form; what is left."""
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(form)}\r\nSec-Fetch-Site: same-origin\r\n"
    half = len(form) // 2
    line.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{form[:half]}".encode())
    return form[half:].encode()
