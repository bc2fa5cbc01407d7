"""The EPC QR code: what is in it, line for line, as another reader sees it, and what it has no room for."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaigns.codes import qr_png, qr_version
from campaigns.donations.sepa import (
    LONGEST_PAYLOAD,
    Transfer,
    epc_payload,
    has_code,
    is_sepa_text,
    sepa_text,
)

from .conftest import OTHER_IBAN, REFERENCE_BIC, REFERENCE_IBAN, SWISS_IBAN
from .reading import read_code

TRANSFER = Transfer("Example Society", REFERENCE_IBAN, REFERENCE_BIC, "Donation stay")
# The longest IBAN of the payment area, and the longest fields that fit together.
MALTESE_IBAN = "MT84MALT011000012345MTLCAST001S"


def test_the_lines_are_those_of_the_standard() -> None:
    assert epc_payload(replace(TRANSFER, amount=Decimal(25))).split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        REFERENCE_BIC,
        "Example Society",
        REFERENCE_IBAN,
        "EUR25.00",
        "",
        "",
        "Donation stay",
    ]


def test_without_purpose_amount_and_bic_the_code_ends_with_the_iban() -> None:
    assert epc_payload(Transfer("Example", REFERENCE_IBAN, "", "")).split("\n") == [
        "BCD", "002", "1", "SCT", "", "Example", REFERENCE_IBAN,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "written"),
    [(None, ""), ("0.01", "EUR0.01"), ("25", "EUR25.00"), ("7.5", "EUR7.50"), ("999999999.99", "EUR999999999.99")],
)
def test_another_reader_reads_the_amount(amount: str | None, written: str) -> None:
    payload = epc_payload(replace(TRANSFER, amount=Decimal(amount) if amount else None))
    read = read_code(qr_png(payload))
    assert read == payload
    assert read.split("\n")[7] == written


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer("H" * 70, MALTESE_IBAN, "MALTMTMTXXX", "p" * 140, Decimal("999999999.99")),
        Transfer("Gesellschaft für Menschenrechte Äpfel Öl Übung Straße", REFERENCE_IBAN, REFERENCE_BIC, "Spende"),
        Transfer("Ł" * 70, REFERENCE_IBAN, REFERENCE_BIC, "p" * 93, Decimal("999999999.99")),
    ],
    ids=["longest", "umlauts", "as many bytes as there may be"],
)
def test_another_reader_reads_long_fields_and_umlauts(transfer: Transfer) -> None:
    payload = epc_payload(transfer)
    assert len(payload.encode()) <= LONGEST_PAYLOAD
    assert qr_version(payload) <= 13
    assert read_code(qr_png(payload)) == payload


def test_the_longest_payload_is_used_to_the_last_byte() -> None:
    longest = Transfer("Ł" * 70, REFERENCE_IBAN, REFERENCE_BIC, "p" * 123, Decimal("999999999.99"))
    assert len(epc_payload(longest).encode()) == LONGEST_PAYLOAD
    assert qr_version(epc_payload(longest)) == 13
    assert read_code(qr_png(epc_payload(longest))) == epc_payload(longest)
    with pytest.raises(ValidationError, match="too long for the code"):
        epc_payload(replace(longest, purpose="p" * 124))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal(0)}, "amount_range"),
        ({"amount": Decimal("0.001")}, "amount_range"),
        ({"amount": Decimal(1000000000)}, "amount_range"),
        ({"amount": Decimal("1.005")}, "amount_places"),
        ({"amount": Decimal("NaN")}, "amount_range"),
        ({"amount": Decimal(-5)}, "amount_range"),
        ({"holder": ""}, "holder"),
        ({"holder": "H" * 71}, "holder"),
        ({"holder": "Two\nlines"}, "holder"),
        ({"purpose": "p" * 141}, "purpose"),
        ({"purpose": "Spende für"}, "purpose"),
        ({"iban": SWISS_IBAN.replace("CH93", "US93")}, "not_sepa"),
        ({"iban": "TR330006100519786457841326"}, "not_sepa"),
    ],
)
def test_beyond_its_limits_the_code_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as error:
        epc_payload(replace(TRANSFER, **changes))
    assert error.value.code == code


def test_only_euros_in_countries_that_take_part_have_a_code() -> None:
    assert has_code(OTHER_IBAN, "EUR")
    assert not has_code(OTHER_IBAN, "USD")
    assert not has_code("TR330006100519786457841326", "EUR")
    assert not has_code("", "EUR")


@pytest.mark.parametrize(
    ("words", "language", "written"),
    [
        ("Spende für Flüchtlinge & Straße", "de", "Spende fuer Fluechtlinge + Strasse"),
        ("Lahjoitus Äänekoski", "fi", "Lahjoitus Aanekoski"),
        ("Don « réfugiés »", "fr", "Don refugies"),
        ("Spende – Kampagne_1", "de", "Spende - Kampagne-1"),
        ("//Donation//north/", "en", "Donation/north"),
        ("후원", "ko", "HuWon"),
        ("Пожертвование", "ru", "Pozhertvovanie"),
        ("=1+1*2", "en", "1+1 2"),
        ("\u200f \u0007", "ar", ""),
    ],
)
def test_words_are_written_as_banks_pass_them_on(words: str, language: str, written: str) -> None:
    assert sepa_text(words, language).lower() == written.lower()


@given(st.text(max_size=200), st.sampled_from(["de", "en", "ar"]))
def test_whatever_is_entered_banks_pass_on_what_comes_out(words: str, language: str) -> None:
    written = sepa_text(words, language)
    assert is_sepa_text(written)
    assert sepa_text(written, language) == written
