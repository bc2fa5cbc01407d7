"""Numbers as they are written in the language in use."""

from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language

from campaigns.languages import cldr_locale


def number(value: int) -> str:
    """1,739 or 1.739."""
    return format_decimal(value, locale=cldr_locale(get_language() or "en"))


def percent(value: int) -> str:
    """98% or 98 %, of a number of hundredths."""
    return format_percent(value / 100, locale=cldr_locale(get_language() or "en"))
