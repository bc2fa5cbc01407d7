"""What visitors type in any form: fields that clean it, and the time a form was rendered."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.signing import BadSignature, Signer
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .countries import country_names
from .wording import clean_line, clean_text, holds_web_address

FORM_KEPT = timedelta(days=14)


def render_stamp(form: str, reference: str) -> str:
    """The hour a form was rendered, signed: the same for everybody, so that the page can be cached.

    `form` names the kind of form: a stamp of one kind is void for all others.
    """
    hour = int(timezone.now().timestamp()) // 3600
    return Signer(salt=f"{form}.form").sign(f"{reference}.{hour}")


def is_render_stamp_valid(stamp: str, form: str, reference: str) -> bool:
    """Whether the stamp is ours, of this form, and at most 14 days old."""
    try:
        stamped, _dot, hour = Signer(salt=f"{form}.form").unsign(stamp).rpartition(".")
    except BadSignature:
        return False
    age = timezone.now().timestamp() - int(hour) * 3600
    return stamped == reference and age <= FORM_KEPT.total_seconds()


class LineField(forms.CharField):
    """One line somebody types about themselves: cleaned of what is invisible, and not a place for links."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if holds_web_address(value):
            raise forms.ValidationError(_("Leave out web addresses here."), code="web_address")


class TextField(forms.CharField):
    """Several lines somebody types, cleaned of what is invisible."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value) or "")


class LongSelect(forms.Select):
    """A list with hundreds of entries to choose from: Django would render two templates for each of them."""

    def optgroups(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Nothing for Django's template, which renders the element around the entries."""
        return []

    def render(self, name: str, value: Any, *args: Any, **kwargs: Any) -> SafeString:
        opening, end, _nothing = super().render(name, value, *args, **kwargs).partition("</select>")
        chosen = self.format_value(value)
        entries = ((key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices)
        options = format_html_join("\n", '  <option value="{}"{}>{}</option>', entries)
        return mark_safe(f"{opening}{options}\n{end}")  # noqa: S308 - put together from what is escaped


def _countries_to_choose() -> list[tuple[str, Any]]:
    return [("", _("Choose a country")), *country_names(get_language() or "en").items()]


class CountryField(forms.ChoiceField):
    """A country, by its name in the language in use."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", LongSelect(attrs={"autocomplete": "country"}))
        messages = {"invalid_choice": _("Choose a country from the list."), **kwargs.pop("error_messages", {})}
        super().__init__(choices=_countries_to_choose, error_messages=messages, **kwargs)

    def valid_value(self, value: str) -> bool:
        """Looked up instead of compared with one country after the other."""
        return value in country_names(get_language() or "en")
