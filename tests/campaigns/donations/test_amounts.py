"""What people type as an amount, and how it is written."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from campaigns.donations.amounts import parse_amount, written_amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("25", "25"),
        (" 25 ", "25"),
        ("7,50", "7.5"),
        ("7.5", "7.5"),
        ("0.01", "0.01"),
        ("٢٥", "25"),
        ("۲۵٫۵۰", "25.5"),
        ("999999999.99", "999999999.99"),
    ],
)
def test_amounts_are_read_in_any_script(typed: str, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)


def test_nothing_is_no_amount() -> None:
    assert parse_amount("  ") is None


@pytest.mark.parametrize(
    "typed", ["1.000", "1,000.50", "x", "-5", "1e5", "25 €", "0", "0,00", "1000000000", "9" * 99, "²"]
)
def test_what_could_be_misread_is_asked_again(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter "):
        parse_amount(typed)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "written"),
    [
        ("25", "EUR", "en", "€25"),
        ("25.5", "EUR", "de", "25,50\u00a0€"),
        ("1200", "CHF", "de", "1.200\u00a0CHF"),
        ("50000", "KRW", "ko", "₩50,000"),
    ],
)
def test_amounts_are_written_as_their_readers_write(amount: str, currency: str, language: str, written: str) -> None:
    with override(language):
        assert written_amount(Decimal(amount), currency) == written
