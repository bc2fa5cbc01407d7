"""What may stand in a log line: nothing that names a person or lets somebody act for them."""

import logging
import re

TOKEN = re.compile(r"(/(?:confirm|deny|my|unsubscribe|reset/key)/)[^/\s\"'?#]+")
QUERY = re.compile(r"(?<=[/\w])\?[^\s\"'<>]*=[^\s\"'<>]*")
ADDRESS = re.compile(r"[^\s@\"'<>(),;:=/]+@[^\s@\"'<>(),;:/]+")


def masked(line: str) -> str:
    """The line without the tokens in our addresses, without query strings and without e-mail addresses."""
    line = TOKEN.sub(r"\1…", line)
    line = QUERY.sub("?…", line)
    return ADDRESS.sub("…@…", line)


class DiscreetFormatter(logging.Formatter):
    """Formats a record, its traceback included, and masks the result."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
