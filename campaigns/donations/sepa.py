"""What a SEPA credit transfer may hold, and the payload of the QR code that banking apps read.

Sources: EPC069-12 version 2.1 (quick response code, payload version 002), EPC217-08 (SEPA character set).
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

LONGEST_HOLDER = 70
LONGEST_PURPOSE = 140
LONGEST_PAYLOAD = 331
SMALLEST_AMOUNT, LARGEST_AMOUNT = Decimal("0.01"), Decimal("999999999.99")
CURRENCY = "EUR"

FORBIDDEN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")
GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
# What is used most and has a neighbour among the characters allowed.
SUBSTITUTES = str.maketrans({"&": "+", "_": "-", "[": "(", "]": ")", "{": "(", "}": ")", '"': "'", ";": ",", "!": "."})


@dataclass(frozen=True)
class Transfer:
    """What a donor's bank has to know. `iban` and `bic` without spaces, `bic` may be empty; `amount` in euros."""

    holder: str
    iban: str
    bic: str
    purpose: str
    amount: Decimal | None = None


def sepa_text(text: str, language: str = "en") -> str:
    """The text in the characters every bank passes on; German umlauts become ae, oe, ue in German only."""
    if language.split("-", maxsplit=1)[0] == "de":
        text = text.translate(GERMAN)
    text = FORBIDDEN.sub(" ", anyascii(text).translate(SUBSTITUTES))
    # A purpose may not begin or end with a slash, nor hold two of them together.
    return " ".join(re.sub(r"/{2,}", "/", text).split()).strip("/ ")


def is_sepa_text(text: str) -> bool:
    """Whether a text can be passed on as it is."""
    return not FORBIDDEN.search(text) and "//" not in text and text == text.strip("/ ")


def has_code(iban: str, currency: str) -> bool:
    """Whether an account can have the code: only euros, only in countries that take part."""
    if not iban or currency != CURRENCY:
        return False
    try:
        return IBAN(iban).in_sepa_zone
    except SchwiftyException:
        return False


def epc_payload(transfer: Transfer) -> str:
    """The lines of the code. ValidationError with a reason where the standard has no room for what was asked."""
    _check(transfer)
    amount = f"{CURRENCY}{transfer.amount:.2f}" if transfer.amount is not None else ""
    lines = ["BCD", "002", "1", "SCT", transfer.bic, transfer.holder, transfer.iban, amount, "", "", transfer.purpose]
    payload = "\n".join(lines).rstrip("\n")
    if len(payload.encode()) > LONGEST_PAYLOAD:
        raise ValidationError(
            _("Account holder and purpose together are too long for the code: shorten one of them."), code="too_long"
        )
    return payload


def check_amount(amount: Decimal) -> None:
    """Refuse an amount no transfer can have."""
    if not amount.is_finite() or not SMALLEST_AMOUNT <= amount <= LARGEST_AMOUNT:
        raise ValidationError(_("Enter an amount from 0.01 to 999,999,999.99."), code="amount_range")
    if amount != amount.quantize(SMALLEST_AMOUNT):
        raise ValidationError(_("Enter at most two digits after the point."), code="amount_places")


def _check(transfer: Transfer) -> None:
    if not has_code(transfer.iban, CURRENCY):
        raise ValidationError(_("Only accounts in the euro payments area have this code."), code="not_sepa")
    if not 0 < len(transfer.holder) <= LONGEST_HOLDER:
        raise ValidationError(
            _("The account holder may have 1 to %(most)d characters.") % {"most": LONGEST_HOLDER}, code="holder"
        )
    if len(transfer.purpose) > LONGEST_PURPOSE:
        raise ValidationError(
            _("The purpose may have up to %(most)d characters.") % {"most": LONGEST_PURPOSE}, code="purpose"
        )
    if not is_sepa_text(transfer.purpose):
        raise ValidationError(_("The purpose holds characters that banks do not pass on."), code="purpose")
    if any(line in transfer.holder + transfer.bic for line in "\r\n"):
        raise ValidationError(_("The account holder has to stand on one line."), code="holder")
    if transfer.amount is not None:
        check_amount(transfer.amount)
