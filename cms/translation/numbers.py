"""Shares of a whole as they are written in the language in use."""

from babel.numbers import format_percent
from django.utils.translation import get_language

from campaigns.languages import cldr_locale


def percent(value: int) -> str:
    """98% or 98 %, of a number of hundredths."""
    return format_percent(value / 100, locale=cldr_locale(get_language() or "en"))
