"""What a campaign's short name looks like: ASCII, lower case, short enough to type from a leaflet."""

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


def reference_from(title: str) -> str:
    """A reference made of a title in any script; "campaign" if nothing in it can be written in ASCII."""
    return _cut(slugify(anyascii(title)).replace("_", "-"), LONGEST_REFERENCE) or "campaign"


def numbered(reference: str, number: int) -> str:
    """The reference with a number behind it, still short enough."""
    suffix = f"-{number}"
    return _cut(reference, LONGEST_REFERENCE - len(suffix)) + suffix


def _cut(reference: str, length: int) -> str:
    """Cut at a word's end where there is one, so that no half word is printed on a leaflet."""
    reference = "-".join(part for part in reference.split("-") if part)
    if len(reference) <= length:
        return reference
    words, _hyphen, _rest = reference[: length + 1].rpartition("-")
    return words or reference[:length]
