"""A mail server that takes everything, keeps nothing but whom each mail was for, and is quicker than what is measured.

In a process of its own: what it does must not be counted with those who send.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from signal import SIGTERM

LINE, END = b"\r\n", b"\r\n.\r\n"
GREETING, GOODBYE = b"220 sink\r\n", b"221 bye\r\n"
OK, GO_ON = b"250 ok\r\n", b"354 go on\r\n"


class Session(asyncio.Protocol):
    """One connection. The recipients of a mail are noted before it is said that the mail was taken."""

    def __init__(self, taken: list[str]) -> None:
        self.taken, self.buffer, self.recipients = taken, bytearray(), list[str]()
        self.is_in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a server it is
        self.transport = transport
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(END if self.is_in_mail else LINE)) >= 0:
            if self.is_in_mail:
                del self.buffer[: end + len(END)]
                self.taken += self.recipients
                self.recipients, self.is_in_mail = [], False
                self.transport.write(OK)
            else:
                line = bytes(self.buffer[:end])
                del self.buffer[: end + len(LINE)]
                self.answer(line)

    def answer(self, line: bytes) -> None:
        """Answer one command; those it does not know are fine."""
        command = line[:4].upper()
        if command == b"RCPT":
            self.recipients.append(line[line.index(b"<") + 1 : line.index(b">")].decode())
        elif command == b"DATA":
            self.is_in_mail = True
        self.transport.write({b"DATA": GO_ON, b"QUIT": GOODBYE}.get(command, OK))
        if command == b"QUIT":
            self.transport.close()


class Sink:
    """The server as seen from the process that measures."""

    def __init__(self, port: int, ask: Connection) -> None:
        self.port, self._ask = port, ask

    def taken(self) -> list[str]:
        """Whom mails were for since this was asked last."""
        self._ask.send(None)
        found: list[str] = self._ask.recv()
        return found


@contextmanager
def sink() -> Iterator[Sink]:
    """A server for as long as it is needed. To be started before there is a connection to the database."""
    here, there = Pipe()
    process = os.fork()
    if not process:
        asyncio.run(_serve(there))
        os._exit(0)
    try:
        yield Sink(here.recv(), here)
    finally:
        os.kill(process, SIGTERM)
        os.waitpid(process, 0)


async def _serve(pipe: Connection) -> None:
    taken: list[str] = []

    def tell() -> None:
        pipe.recv()
        pipe.send(taken[:])
        taken.clear()

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(taken), "127.0.0.1", 0)
    loop.add_reader(pipe.fileno(), tell)
    pipe.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
