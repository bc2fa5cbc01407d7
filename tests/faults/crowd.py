"""People who sign and confirm, each of them once, while things break; and what became of what they were told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from queue import Empty
from threading import Event, Lock, Thread
from urllib.parse import urlencode

from campaigns.petitions.addresses import email_key
from tests.faults.site import Site, ask

SEE_OTHER = 303
_numbers = count(1)


@dataclass
class Crowd:
    """Who was told that their signature is stored, whose links were said to count, and how many got an error."""

    site: Site
    signed: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    errors: int = 0
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def at_work(self, people: int = 6, ports: list[int] | None = None) -> Iterator[None]:
        """So many at a time sign and confirm, until the block ends."""
        over = Event()
        threads = [Thread(target=self._go_on, args=(over, ports or self.site.ports, n)) for n in range(people)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _go_on(self, over: Event, ports: list[int], number: int) -> None:
        while not over.is_set():
            for port in ports[number % len(ports) :] + ports[: number % len(ports)]:
                self.sign(port)
                self.confirm_one(port)

    def new_address(self) -> str:
        return f"signer{next(_numbers)}@example.org"

    def form(self, address: str) -> str:
        """What a browser sends for somebody with that address."""
        fields = {"name": "Ada Example", "email": address, "country": "DE", "website": ""}
        return urlencode(fields | {name: self.site.petition[name] for name in ("consent", "form_time")})

    def sign(self, port: int) -> bool:
        """Somebody new signs; whether they were told that it is stored."""
        address = self.new_address()
        is_stored = ask(port, self.site.petition["path"], self.form(address)) == SEE_OTHER
        with self._lock:
            if is_stored:
                self.signed.add(address)
            else:
                self.errors += 1
        return is_stored

    def confirm_one(self, port: int) -> None:
        """Whoever has had a mail for longest confirms."""
        try:
            path = self.site.unconfirmed.get_nowait()
        except Empty:
            return
        is_counted = ask(port, path, "") == SEE_OTHER
        with self._lock:
            if is_counted:
                self.confirmed.add(path)
                self.site.confirmed.add(path)
            else:
                self.errors += 1

    def grows(self, beyond: int) -> bool:
        return len(self.signed) > beyond

    def confirm_all(self) -> None:
        while not self.site.unconfirmed.empty():
            self.confirm_one(self.site.ports[0])

    def lost(self) -> set[str]:
        """Whoever was told that their signature is stored, and whose is not."""
        with self._lock:
            told = set(self.signed)
        keys = {bytes(key) for (key,) in self.site.query("SELECT email_key FROM petitions_signature")}
        petition = int(self.site.petition["petition"])
        return {address for address in told if bytes(email_key(petition, address)) not in keys}

    def counted(self) -> int:
        return int(self.site.query("SELECT count(*) FROM petitions_signature WHERE status = 'confirmed'")[0][0])

    def mails_to(self) -> dict[int, int]:
        """How many mails, and how many of those who signed got so many."""
        numbers = [self.site.mails.taken[address] for address in self.signed]
        return {number: numbers.count(number) for number in sorted(set(numbers))}
