"""A mail server that remembers for whom it took mails, and fails in every way that mail servers do."""

from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import cast


class Mood(Enum):
    """What it does to whoever wants to hand it a mail."""

    WELL = auto()
    SILENT = auto()
    LATER = auto()
    NEVER = auto()
    LEAVES_AFTER_DATA = auto()


class MailServer:
    """Listens on a port of its own from `start` to `stop`, again and again; in between connections are refused."""

    def __init__(self, on_mail: Callable[[EmailMessage], None]) -> None:
        self.taken: Counter[str] = Counter()
        self.asked = 0
        self.mood = Mood.WELL
        self.is_stopping = Event()
        self._on_mail, self._lock = on_mail, Lock()
        self._server: _Server | None = None
        self.port = 0

    def start(self) -> None:
        self.is_stopping.clear()
        self._server = _Server(self, self.port)
        self.port = self._server.server_address[1]
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self.is_stopping.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def ask(self) -> None:
        with self._lock:
            self.asked += 1

    def take(self, receivers: list[str], raw: bytes) -> None:
        """Count the mail as received, whatever its sender learns of it."""
        with self._lock:
            self.taken.update(receivers)
        self._on_mail(cast(EmailMessage, message_from_bytes(raw, policy=policy.default)))


class _Server(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, owner: MailServer, port: int) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", port), _Session)

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever was killed in the middle of a mail has said nothing more, and that is all right."""


class _Session(StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        owner = self.server.owner
        owner.ask()
        if owner.mood is Mood.SILENT:
            owner.is_stopping.wait(30)
            return
        receivers: list[str] = []
        self._say("220 mail.example.org")
        for line in self.rfile:
            command = line.strip().upper()
            if command.startswith(b"RCPT"):
                receivers += self._receivers(line)
            elif command == b"DATA":
                self._say("354 go on")
                owner.take(receivers, self._text())
                receivers = []
                if owner.mood is Mood.LEAVES_AFTER_DATA:
                    # Once, or nobody could say that everybody gets two mails at most.
                    owner.mood = Mood.WELL
                    return
                self._say("250 taken")
            elif command == b"QUIT":
                self._say("221 bye")
                return
            else:
                receivers = []
                self._say("250 mail.example.org")

    def _receivers(self, line: bytes) -> list[str]:
        refusal = {Mood.LATER: "451 later", Mood.NEVER: "550 no such mailbox"}.get(self.server.owner.mood)
        self._say(refusal or "250 fine")
        return [] if refusal else [line.partition(b"<")[2].partition(b">")[0].decode()]

    def _text(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
