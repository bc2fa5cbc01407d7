"""What letter templates ask for: the form, and the numbers by country."""

from typing import Any

from django import template
from django.db.models import Sum
from django.utils.translation import get_language

from campaigns.countries import country_name
from campaigns.letters.forms import WriteForm
from campaigns.letters.models import AppealLetter

register = template.Library()


@register.simple_tag(takes_context=True)
def write_form(context: dict[str, Any]) -> WriteForm | None:
    """The form as the writer filled it in, a fresh one, or None while the letter cannot be written.

    `?text=` names the language of the letter; one it is not prepared in is the first one.
    """
    if context.get("bound_form"):
        return context["bound_form"]
    page, request = context["page"], context.get("request")
    wording = page.wording_in(request.GET.get("text", "") if request else "")
    return WriteForm(page=page, wording=wording) if wording and page.is_writable else None


@register.simple_tag
def sent_by_country(letter: AppealLetter) -> list[tuple[str, int]]:
    """Countries and how many letters were reported from each, the most first."""
    numbers = letter.sent_tallies.values("country").annotate(total=Sum("letters")).order_by("-total", "country")
    language = get_language() or "en"
    return [(country_name(row["country"], language) if row["country"] else "–", row["total"]) for row in numbers]
