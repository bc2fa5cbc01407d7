"""Log lines name nobody."""

import logging

import pytest

from cms.logs import DiscreetFormatter, masked


def line(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, message, args, None)
    return DiscreetFormatter().format(record)


@pytest.mark.parametrize("kind", ["confirm", "deny", "my", "unsubscribe"])
def test_tokens_in_addresses_are_masked(kind: str) -> None:
    shown = line("Not Found: %s", f"/en/petitions/refoulement/{kind}/eyJ0-secret_token:1/")
    assert "secret_token" not in shown
    assert f"/en/petitions/refoulement/{kind}/…/" in shown


def test_query_strings_are_masked() -> None:
    assert masked('"GET /en/search/?q=my+name&page=2 HTTP/1.1" 200') == '"GET /en/search/?… HTTP/1.1" 200'


def test_a_question_is_no_query_string() -> None:
    assert masked("Is it ready? Yes") == "Is it ready? Yes"


@pytest.mark.parametrize(
    "address", ["jane@example.org", "jané+tag@exämple.org", "<jane@example.org>", "'jane@example.org'"]
)
def test_addresses_are_masked(address: str) -> None:
    shown = line("could not write to %s", address)
    assert shown.endswith(("to …@…", "to <…@…>", "to '…@…'"))


def test_passwords_in_database_addresses_are_masked() -> None:
    assert "hunter2" not in masked("cannot connect to postgres://clarion:hunter2@db.example.org/clarion")


def test_tracebacks_are_masked_too() -> None:
    try:
        raise ValueError("no such signer: jane@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "failed", (), (type(error), error, error.__traceback__)
        )
    assert "jane@" not in DiscreetFormatter().format(record)
    assert "Traceback" in DiscreetFormatter().format(record)


def test_ordinary_lines_stay_as_they_are() -> None:
    assert line("Not Found: %s", "/en/nothing/").endswith("WARNING django.request Not Found: /en/nothing/")


def test_requests_are_never_mailed_to_anybody() -> None:
    handlers = [handler for name in ("", "django", "django.request") for handler in logging.getLogger(name).handlers]
    assert not [handler for handler in handlers if type(handler).__name__ == "AdminEmailHandler"]
