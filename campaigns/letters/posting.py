"""What the post asks for: the country written as the country of posting reads it, and the paper people have there."""

import unicodedata
from functools import cache

from babel.languages import get_official_languages

from campaigns.countries import country_name
from campaigns.languages import cldr_locale
from campaigns.printing.letter import Paper

# Where CLDR's supplemental data (measurement data, paper size) says US-Letter.
LETTER_COUNTRIES = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})
# Capitals of i differ where there are two of them.
DOTTED_CAPITALS = frozenset({"az", "tr"})


def paper_of(country: str) -> Paper:
    """The size of paper in a country."""
    return Paper.LETTER if country in LETTER_COUNTRIES else Paper.A4


@cache
def country_line(destination: str, posted_in: str) -> str:
    """The last line of an address abroad, in capitals; empty within a country.

    In the language of the country of posting, whose post office has to read it, with the English name beside it where
    that is not written in Latin letters (Universal Postal Convention, regulation on addresses).
    """
    if destination == posted_in or not destination:
        return ""
    languages = get_official_languages(posted_in, de_facto=True) or ("en",)
    name = _capitals(country_name(destination, languages[0]), languages[0])
    english = _capitals(country_name(destination, "en"), "en")
    return name if _is_latin(name) else f"{name} / {english}"


def _capitals(name: str, language: str) -> str:
    if language in DOTTED_CAPITALS:
        name = name.replace("i", "İ")
    return name.upper()


def _is_latin(name: str) -> bool:
    """Whether all letters are Latin; those of Vietnamese are scattered over Unicode, and ʻ counts as one in Uzbek."""
    names = (unicodedata.name(character, "") for character in name if character.isalpha())
    return all(words.startswith(("LATIN", "MODIFIER LETTER")) for words in names)


def comma_of(language: str) -> str:
    """What stands between a place and a date in a language."""
    return {"ar": "، ", "fa": "، ", "ur": "، ", "ja": "、", "zh": "，"}.get(cldr_locale(language).language, ", ")
