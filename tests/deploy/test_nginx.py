"""The shipped nginx configuration, before an application that says of every request what reached it."""

import json
import os
import re
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from granian.http import HTTP1Settings

from tests.servers import DEPLOY, NGINX, free_port, nginx_configuration

HOST = "campaign.example.org"
PUBLIC = "public, max-age=1, stale-while-revalidate=1, stale-if-error=600"
TOKEN = "eyJ0b2tlbiI6InNlY3JldCJ9"
# Whoever is asked for it ends without an answer.
BREAKS = "/en/petitions/breaks/sign/"

# Without nginx this says nothing; where CI is set it must not be missing.
pytestmark = pytest.mark.skipif(
    NGINX is None and not os.environ.get("CI"), reason="NOT RUN: no nginx on this machine: install nginx-light"
)


class Application(ThreadingHTTPServer):
    """Answers with what it was asked, and with the headers that a path stands for."""

    answers = {
        "/en/": {"Cache-Control": PUBLIC},
        "/en/cookie/": {"Cache-Control": PUBLIC, "Set-Cookie": "sessionid=of-somebody"},
        "/en/private/": {"Cache-Control": "private"},
        "/en/never/": {"Cache-Control": "max-age=0, no-cache, no-store, must-revalidate, private"},
        "/en/silent/": {},
        "/en/encoded/": {"Cache-Control": PUBLIC, "Vary": "Accept-Encoding"},
        "/en/varies/": {"Cache-Control": PUBLIC, "Vary": "Accept-Language"},
    }

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.is_down = False


class Handler(BaseHTTPRequestHandler):
    server: Application

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.partition("?")[0]
        self.server.asked.append(path)
        if path == "/en/herd/":
            time.sleep(0.5)
        if path == BREAKS:
            self.close_connection = True
            return
        number = len(self.server.asked)
        body = json.dumps({"number": number, "path": self.path, "headers": dict(self.headers)}).encode()
        self.send_response(503 if self.server.is_down else 200)
        for name, value in self.server.answers.get(path, {"Cache-Control": PUBLIC}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815 - names the standard library looks for

    def log_message(self, *args: object) -> None:
        """Nothing."""


@dataclass
class Proxy:
    """A running nginx, and the application behind it."""

    place: Path
    application: Any
    port: int
    plain_port: int
    addresses: Iterator[int] = field(default_factory=lambda: count(2))

    def visitor(self, network: str = "127.0.0") -> "Visitor":
        """Somebody with an address of their own, so that nobody's limits are another's."""
        return Visitor(self, f"{network}.{next(self.addresses)}")

    def times_asked(self, path: str) -> int:
        return self.application.asked.count(path)

    def logs(self) -> str:
        return "".join(path.read_text() for path in (self.place / "log").iterdir())


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def seen(self) -> dict[str, str]:
        """The headers that reached the application when this was made, their names in small letters."""
        return {name.lower(): value for name, value in json.loads(self.body)["headers"].items()}


@dataclass
class Visitor:
    proxy: Proxy
    address: str

    def connect(self, name: str = HOST) -> ssl.SSLSocket:
        plain = socket.create_connection(("127.0.0.1", self.proxy.port), 20, (self.address, 0))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context.wrap_socket(plain, server_hostname=name)

    def ask(self, path: str, method: str = "GET", host: str = HOST, body: str | None = None, **headers: str) -> Answer:
        connection = HTTPConnection(host)
        connection.sock = self.connect()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, headers={"Connection": "close"} | given)
        response: HTTPResponse = connection.getresponse()
        answer = Answer(
            response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        )
        connection.close()
        return answer


def certificate(folder: Path) -> None:
    """A certificate nobody trusts, valid for an hour."""
    folder.mkdir()
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    (folder / "fullchain.pem").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(private)


@contextmanager
def serving(place: Path, application: Any, signing_port: int) -> Iterator[Proxy]:
    """The shipped configuration in a folder, before an application, and before what listens there for signatures."""
    proxy = Proxy(place, application, free_port(), free_port())
    text = nginx_configuration(place, application.server_port, signing_port, proxy.port, proxy.plain_port)
    configuration = place / "nginx.conf"
    configuration.write_text(text)
    certificate(place / "certificates")
    behind = (DEPLOY / "nginx-cdn.conf").read_text()
    (place / "clarion.d" / "cdn.conf").write_text(behind.replace("192.0.2.0/24", "127.0.1.0/24"))
    command = [str(NGINX), "-p", str(place), "-c", str(configuration)]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            proxy.visitor().connect().close()
            break
        except OSError:
            time.sleep(0.05)
    yield proxy
    process.terminate()
    process.wait(20)


@contextmanager
def listening() -> Iterator[Application]:
    application = Application()
    Thread(target=application.serve_forever, daemon=True).start()
    yield application
    application.shutdown()


@pytest.fixture(scope="module")
def signing() -> Iterator[Application]:
    """The application as it takes signatures."""
    with listening() as application:
        yield application


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, signing: Application) -> Iterator[Proxy]:
    place = tmp_path_factory.mktemp("nginx")
    with listening() as application, serving(place, application, signing.server_port) as proxy:
        (place / "media" / "river.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
        (place / "media" / "documents" / "report.pdf").write_text("for some only")
        yield proxy


@pytest.mark.parametrize("upstream", ["clarion", "signing"])
def test_nginx_gives_up_a_connection_before_the_application_does(upstream: str) -> None:
    servers = (DEPLOY / "nginx.conf").read_text().partition(f"upstream {upstream} {{")[2].partition("}")[0]
    found = re.search(r"keepalive_timeout (\d+)s;", servers)
    assert found
    assert int(found[1]) * 1000 < HTTP1Settings().header_read_timeout


# --- what is kept ---


def test_of_a_page_there_are_two_forms_whatever_browsers_say_they_take(proxy: Proxy) -> None:
    said = ("gzip", "gzip, deflate, br, zstd", "deflate,GZIP;q=0.5", "br", "identity", "xgzip2")
    answers = [proxy.visitor().ask("/en/encoded/", Accept_Encoding=words) for words in said]
    assert [answer.body for answer in answers] == [answers[0].body] * 3 + [answers[-1].body] * 3
    assert answers[0].seen["accept-encoding"] == "gzip"
    assert "accept-encoding" not in answers[-1].seen
    assert [answer.headers["vary"] for answer in answers] == ["Accept-Encoding"] * 6
    assert proxy.times_asked("/en/encoded/") == 2


def test_of_files_browsers_get_the_form_they_like_best(proxy: Proxy) -> None:
    assert proxy.visitor().ask("/static/a.css", Accept_Encoding="gzip, br").seen["accept-encoding"] == "gzip, br"


def test_two_visitors_get_the_same_bytes_and_the_second_costs_nothing(proxy: Proxy) -> None:
    one = proxy.visitor().ask("/en/same/", Accept_Language="de", User_Agent="a", Accept_Encoding="identity")
    other = proxy.visitor().ask("/en/same/", Accept_Language="fr", User_Agent="b")
    assert one.body == other.body
    assert proxy.times_asked("/en/same/") == 1


def test_numbers_are_at_most_three_seconds_old_here(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    first = visitor.ask("/en/fresh/")
    time.sleep(3.2)
    assert visitor.ask("/en/fresh/").body != first.body


def test_while_a_new_one_is_made_the_old_one_is_shown_and_no_longer(proxy: Proxy) -> None:
    visitor, started = proxy.visitor(), time.monotonic()
    first = visitor.ask("/en/renewed/")
    while (answer := visitor.ask("/en/renewed/")).body == first.body:
        time.sleep(0.1)
    assert answer.status == 200
    # nginx counts whole seconds: one of the page's own, one while it is renewed, and what is left of the last one.
    assert 1 < time.monotonic() - started < 4
    assert re.search(r"/en/renewed/ 200 .* (?:STALE|UPDATING)$", proxy.logs(), re.MULTILINE)


def test_a_herd_reaches_the_application_once(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    with ThreadPoolExecutor(50) as herd:
        answers = list(herd.map(lambda _: visitor.ask("/en/herd/"), range(50)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert proxy.times_asked("/en/herd/") == 1


def test_pages_are_shown_while_the_application_is_down(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    first = visitor.ask("/en/standing/")
    time.sleep(3.2)
    proxy.application.is_down = True
    try:
        assert visitor.ask("/en/standing/").body == first.body
        assert visitor.ask("/en/new/").status == 503
    finally:
        proxy.application.is_down = False


@pytest.mark.parametrize("path", ["/en/cookie/", "/en/private/", "/en/never/", "/en/silent/", "/en/varies/"])
def test_what_is_not_for_everybody_is_never_kept(proxy: Proxy, path: str) -> None:
    visitor = proxy.visitor()
    assert visitor.ask(path).body != visitor.ask(path).body


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/account/login/",
        "/en/letters/x/preview/",
        *(f"/en/petitions/x/{kind}/{TOKEN}/" for kind in ("confirm", "deny", "my", "unsubscribe")),
    ],
)
def test_some_places_are_never_kept_whatever_they_say(proxy: Proxy, path: str) -> None:
    visitor = proxy.visitor()
    assert visitor.ask(path).body != visitor.ask(path).body


def test_a_session_is_led_past_what_is_kept_and_leaves_nothing_there(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    of_somebody = visitor.ask("/en/session/", Cookie="sessionid=abc")
    for_all = visitor.ask("/en/session/")
    assert of_somebody.body != for_all.body
    assert "cookie" not in for_all.seen
    assert visitor.ask("/en/session/", Cookie="sessionid=abc").body not in {of_somebody.body, for_all.body}


def test_cookies_of_visitors_do_not_reach_pages_that_are_for_all(proxy: Proxy) -> None:
    assert "cookie" not in proxy.visitor().ask("/en/cookies/", Cookie="messages=poison; theme=x").seen
    assert proxy.visitor().ask("/account/login/", Cookie="csrftoken=x").seen["cookie"] == "csrftoken=x"


def test_posting_is_never_answered_from_what_is_kept(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    kept = visitor.ask("/en/posted/")
    assert visitor.ask("/en/posted/", method="POST").body != kept.body


# --- what visitors cannot choose ---


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_Host": "evil.example"},
        {"X_Forwarded_Proto": "gopher"},
        {"X_Forwarded_Port": "48151"},
        {"X_Forwarded_For": "203.0.113.9"},
        {"X_Client_Address": "203.0.113.9"},
        {"X_Original_URL": "/admin/"},
        {"X_Rewrite_URL": "/admin/"},
        {"X_HTTP_Method_Override": "DELETE"},
        {"Forwarded": "for=203.0.113.9;host=evil.example"},
        {"Proxy": "http://evil.example"},
        {"Cookie": "messages=poison"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_forged_header_reaches_nobody(proxy: Proxy, headers: dict[str, str]) -> None:
    visitor, path = proxy.visitor(), f"/en/forged/{next(iter(headers)).lower()}/"
    poisoned = visitor.ask(path, **headers)
    assert next(iter(headers.values())) not in poisoned.body.decode()
    assert (poisoned.seen["host"], poisoned.seen["x-forwarded-proto"]) == (HOST, "https")
    assert poisoned.seen["x-client-address"] == visitor.address
    assert proxy.visitor().ask(path).body == poisoned.body


def test_headers_with_underscores_are_dropped(proxy: Proxy) -> None:
    connection = proxy.visitor().connect()
    lines = ["GET /en/under/ HTTP/1.1", f"Host: {HOST}", "X_Client_Address: 203.0.113.9", "SCRIPT_NAME: /evil"]
    connection.sendall(("\r\n".join([*lines, "Connection: close", "", ""])).encode())
    said = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert "200 OK" in said
    assert "203.0.113.9" not in said
    assert "evil" not in said


@pytest.mark.parametrize("query", ["utm_source=mail", "x=1&y=2", "qq=1", "Q=1", "?", "%71=1"])
def test_an_unknown_parameter_neither_makes_a_variant_nor_leads_past_what_is_kept(proxy: Proxy, query: str) -> None:
    visitor = proxy.visitor()
    kept = visitor.ask("/en/parameters/")
    asked = proxy.times_asked("/en/parameters/")
    answer = visitor.ask(f"/en/parameters/?{query}")
    assert json.loads(answer.body)["path"] == "/en/parameters/"
    assert answer.body == kept.body or proxy.times_asked("/en/parameters/") == asked + 1


def test_a_known_parameter_gets_an_answer_of_its_own_that_nobody_else_gets(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    kept = visitor.ask("/en/search/")
    found = visitor.ask("/en/search/?q=a&utm_source=mail")
    assert json.loads(found.body)["path"] == "/en/search/?q=a&utm_source=mail"
    assert visitor.ask("/en/search/?q=a&utm_source=mail").body != found.body
    assert visitor.ask("/en/search/").body == kept.body


def test_another_host_name_is_not_answered(proxy: Proxy) -> None:
    with pytest.raises(OSError, match="closed connection"):
        proxy.visitor().ask("/en/", host="evil.example")


def test_behind_a_cdn_its_header_says_who_it_is_and_from_others_it_means_nothing(proxy: Proxy) -> None:
    header = {"X_Forwarded_For": "203.0.113.9, 198.51.100.7"}
    assert proxy.visitor("127.0.1").ask("/en/cdn/one/", **header).seen["x-client-address"] == "198.51.100.7"
    other = proxy.visitor()
    assert other.ask("/en/cdn/two/", **header).seen["x-client-address"] == other.address


# --- what it answers by itself ---


def test_every_answer_asks_for_https_and_no_guessing(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    for path in ("/en/", "/media/river.svg", "/media/documents/report.pdf"):
        answer = visitor.ask(path)
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000"), path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert re.fullmatch("nginx", answer.headers["server"])


def test_pictures_may_not_run_anything_and_documents_are_not_to_be_had(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    assert "sandbox" in visitor.ask("/media/river.svg").headers["content-security-policy"]
    assert visitor.ask("/media/documents/report.pdf").status == 404


def test_without_https_one_is_led_there(proxy: Proxy) -> None:
    connection = HTTPConnection("127.0.0.1", proxy.plain_port)
    connection.request("GET", "/en/?x=1", headers={"Host": HOST})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (308, f"https://{HOST}/en/?x=1")


# --- limits ---


def test_who_asks_for_too_much_is_told_so(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: visitor.ask("/en/").status, range(300)))
    assert set(answers) == {200, 429}
    assert answers.count(200) >= 120
    assert proxy.visitor().ask("/en/").status == 200


def test_posting_is_limited_sooner_and_signing_in_soonest(proxy: Proxy) -> None:
    for path, at_least in (("/en/petitions/x/sign/", 30), ("/account/login/", 20)):
        visitor = proxy.visitor()
        answers = [visitor.ask(path, method="POST").status for _ in range(50)]
        assert answers[:at_least] == [200] * at_least
        assert 429 in answers


def test_a_body_that_is_too_large_is_refused_before_the_application(proxy: Proxy) -> None:
    answer = proxy.visitor().ask("/en/large/", method="POST", Content_Length=str(3 * 1024 * 1024))
    assert answer.status == 413
    assert proxy.times_asked("/en/large/") == 0


def test_who_drips_is_cut_off_and_holds_up_nobody(proxy: Proxy) -> None:
    slow = [proxy.visitor().connect() for _ in range(30)]
    for connection in slow:
        connection.sendall(f"GET /en/drip/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: ".encode())
    started, quick, cut = time.monotonic(), proxy.visitor(), 0
    while len(slow) > cut and time.monotonic() - started < 12:
        before = time.monotonic()
        assert quick.ask("/en/").status == 200
        assert time.monotonic() - before < 2
        cut = sum(is_closed(connection) for connection in slow)
        time.sleep(0.5)
    assert cut == len(slow)
    assert proxy.times_asked("/en/drip/") == 0


def is_closed(connection: ssl.SSLSocket) -> bool:
    """Sends one more byte of a header and looks whether anybody is still there."""
    connection.settimeout(0.01)
    try:
        connection.sendall(b"x")
        return connection.recv(1000) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


# --- the log ---


def test_the_log_names_nobody_and_lets_nobody_in(proxy: Proxy) -> None:
    visitor = proxy.visitor()
    for kind in ("confirm", "deny", "my", "unsubscribe"):
        visitor.ask(f"/en/petitions/let-them-stay/{kind}/{TOKEN}/?done=secret-query")
    visitor.ask(f"/account/password/reset/key/{TOKEN}/")
    visitor.ask("/en/search/?q=secret-query", Referer="https://secret-referer.example/", User_Agent="secret-browser")
    proxy.application.is_down = True
    visitor.ask("/en/search/?q=secret-query")
    proxy.application.is_down = False
    while visitor.ask("/account/login/?next=secret-query", method="POST").status != 429:
        pass
    time.sleep(0.2)
    said = proxy.logs()
    assert "/en/petitions/let-them-stay/confirm/*/" in said
    assert " 127.0.0.0 GET " in said
    assert " 429 " in said
    assert "secret" not in said
    assert TOKEN not in said
    assert not re.search(r"127\.0\.[01]\.[1-9]", said)


# --- processes for signing ---


def test_a_signature_waits_behind_no_page(proxy: Proxy, signing: Application) -> None:
    path = "/en/petitions/let-them-stay/sign/"
    assert proxy.visitor().ask(path, "POST", body="name=Ada").status == 200
    assert path in signing.asked
    assert proxy.times_asked(path) == 0
    for other in ("/en/petitions/let-them-stay/sent/", "/en/petitions/let-them-stay/confirm/token/", "/en/signing/"):
        proxy.visitor().ask(other)
        assert proxy.times_asked(other) == 1
        assert other not in signing.asked


def test_the_processes_for_pages_take_signatures_while_those_for_signing_are_away(tmp_path: Path) -> None:
    with listening() as application, serving(tmp_path, application, free_port()) as proxy:
        path = "/en/petitions/while-away/sign/"
        assert [proxy.visitor().ask(path, "POST", body="name=Ada").status for _visitor in range(3)] == [200] * 3
        assert proxy.times_asked(path) == 3


def test_a_signature_that_was_sent_is_not_sent_again(tmp_path: Path) -> None:
    with (
        listening() as signing,
        listening() as application,
        serving(tmp_path, application, signing.server_port) as proxy,
    ):
        assert proxy.visitor().ask(BREAKS, "POST", body="name=Ada").status == 502
        assert signing.asked == [BREAKS]
        assert proxy.times_asked(BREAKS) == 0
