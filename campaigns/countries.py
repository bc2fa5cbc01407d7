"""Countries by their CLDR names, sorted as their readers expect."""

import unicodedata
from functools import cache

from django.conf import settings
from django.utils.translation import get_language

from campaigns.languages import cldr_locale

# CLDR lists regions and groupings beside countries; these are what no signer would choose.
NOT_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})


def _sorting(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(c))


@cache
def country_names(language: str) -> dict[str, str]:
    """ISO 3166-1 alpha-2 code to name in `language`, sorted by name without regard to accents."""
    territories = cldr_locale(language).territories
    names = {
        code: name
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NOT_COUNTRIES
    }
    return dict(sorted(names.items(), key=lambda item: _sorting(item[1])))


def country_name(code: str, language: str) -> str:
    """The country's name in `language`, or the code where CLDR has none."""
    return country_names(language).get(code, code)


def country_choices() -> list[tuple[str, str]]:
    """Codes and names of all countries, in the language now in use."""
    return list(country_names(get_language() or settings.LANGUAGE_CODE).items())
