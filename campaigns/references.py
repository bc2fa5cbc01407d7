"""The short names of campaigns and petitions: ASCII, lower case, short enough to type from a leaflet."""

from collections.abc import Callable
from itertools import count

from anyascii import anyascii
from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

LONGEST_REFERENCE = 40

check_reference = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use small letters from a to z, digits and single hyphens, as in north-korea-2026."),
    code="not_a_reference",
)


def reference_from(title: str, otherwise: str = "campaign") -> str:
    """A reference made of a title in any script; `otherwise` if nothing in it can be written in ASCII."""
    return _cut(slugify(anyascii(title)).replace("_", "-"), LONGEST_REFERENCE) or otherwise


def numbered(reference: str, number: int) -> str:
    """The reference with a number behind it, still short enough."""
    suffix = f"-{number}"
    return _cut(reference, LONGEST_REFERENCE - len(suffix)) + suffix


def free_reference(title: str, is_taken: Callable[[str], bool], otherwise: str = "campaign") -> str:
    """A reference made of the title, with a number behind it where it is taken already."""
    wanted = reference_from(title, otherwise)
    candidates = (wanted if number == 1 else numbered(wanted, number) for number in count(1))
    return next(candidate for candidate in candidates if not is_taken(candidate))


def _cut(reference: str, length: int) -> str:
    """Cut at a word's end where there is one, so that no half word is printed on a leaflet."""
    reference = "-".join(part for part in reference.split("-") if part)
    if len(reference) <= length:
        return reference
    words, _hyphen, _rest = reference[: length + 1].rpartition("-")
    return words or reference[:length]
