"""Amounts of money as people type and read them."""

import re
import unicodedata
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_name
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.languages import cldr_locale

from .sepa import check_amount

# Digits, then a point or comma and the cents. What could be read in two ways, such as 1.000, is asked again.
AMOUNT = re.compile(r"(\d{1,12})(?:[.,](\d{1,2}))?")
LONGEST_TYPED = 30
SEPARATORS = str.maketrans({"٫": ".", "،": ",", "。": ".", "．": ".", "，": ","})


def parse_amount(typed: str) -> Decimal | None:
    """The amount somebody typed, in any script's digits; None for nothing. ValidationError says how to mend it."""
    text = "".join(_digit(character) for character in typed[:LONGEST_TYPED].translate(SEPARATORS).strip())
    if not text:
        return None
    found = AMOUNT.fullmatch(text)
    if not found or len(typed) > LONGEST_TYPED:
        raise ValidationError(
            _("Enter the amount in digits without separators between thousands, as in 25 or 1000.50."), code="amount"
        )
    amount = Decimal(f"{found[1]}.{found[2]}" if found[2] else found[1])
    check_amount(amount)
    return amount


def written_amount(amount: Decimal | int, currency: str) -> str:
    """An amount with its currency as the language in use writes it; without cents where there are none."""
    if amount != int(amount):
        return format_currency(amount, currency, locale=_locale())
    whole = _locale().currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, whole, locale=_locale(), currency_digits=False)


def currency_name(currency: str) -> str:
    """What a currency is called in the language in use."""
    return get_currency_name(currency, locale=_locale())


def _digit(character: str) -> str:
    return str(unicodedata.digit(character)) if unicodedata.category(character) == "Nd" else character


def _locale() -> Locale:
    return cldr_locale(get_language() or settings.LANGUAGE_CODE)
