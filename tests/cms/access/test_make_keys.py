"""Fresh keys."""

import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from campaigns.keys import data_keys


def made(*arguments: str) -> dict[str, str]:
    output = StringIO()
    call_command("make_keys", *arguments, stdout=output)
    return dict(line.split("=", 1) for line in output.getvalue().splitlines())


def test_all_keys_of_a_new_installation_are_made() -> None:
    assert set(made()) == {"SECRET_KEY", "DATA_KEYS", "ADDRESS_KEY"}


def test_keys_differ_every_time() -> None:
    first, second = made(), made()
    assert all(first[name] != second[name] for name in first)


def test_a_data_key_has_32_bytes() -> None:
    number, _, encoded = made()["DATA_KEYS"].partition(":")
    assert number == "1"
    assert len(base64.b64decode(encoded)) == 32


def test_the_key_ring_accepts_what_is_made(settings: Settings) -> None:
    settings.DATA_KEYS = made()["DATA_KEYS"].split(",")
    assert data_keys().current == 1


def test_a_further_key_comes_first_and_the_old_ones_stay(settings: Settings) -> None:
    settings.DATA_KEYS = made()["DATA_KEYS"].split(",")
    ring = made("--data-key")["DATA_KEYS"].split(",")
    assert [entry.split(":")[0] for entry in ring] == ["2", "1"]
    assert ring[1:] == settings.DATA_KEYS
    settings.DATA_KEYS = ring
    assert data_keys().current == 2


def test_numbers_end_somewhere(settings: Settings) -> None:
    settings.DATA_KEYS = ["255:x"]
    with pytest.raises(CommandError, match="255"):
        made("--data-key")
