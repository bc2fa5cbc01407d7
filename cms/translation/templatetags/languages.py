"""What templates ask about languages."""

from typing import Any
from weakref import WeakKeyDictionary

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page, TranslatableMixin

from campaigns.countries import country_name
from campaigns.languages import (
    in_language_of,
    in_language_of_all,
    is_right_to_left,
    language_code_of,
    language_name,
    own_name,
    with_territory,
    written_date,
    written_number,
)
from cms.translation.alternates import PageLanguage, alternates_of
from cms.translation.alternates import page_languages as languages_of
from cms.translation.partial import NOTHING, ForeignParts, foreign_parts, foreign_parts_in

register = template.Library()

# A page shows many others; what is foreign in those of one language is asked for once in a request.
_known: WeakKeyDictionary[HttpRequest, dict[int, dict[Any, ForeignParts]]] = WeakKeyDictionary()


@register.simple_tag(takes_context=True)
def page_languages(context: dict[str, Any], page: Page | str) -> list[PageLanguage]:
    """The languages a page is published in; none where there is no page, as on error pages."""
    return languages_of(page, context.get("request")) if isinstance(page, Page) and page.pk else []


@register.simple_tag
def alternates(languages: list[PageLanguage]) -> list[dict[str, str]]:
    """Languages and addresses search engines are told of; none where the page itself is not wholly in its language."""
    told = [language for language in languages if language.is_complete]
    if not any(language.is_current for language in told):
        return []
    return alternates_of({language.code: language.full_url for language in told})


@register.simple_tag
def language_direction(code: str) -> str:
    """The value of a `dir` attribute for text in a language."""
    return "rtl" if code and is_right_to_left(code) else "ltr"


register.filter("country_name", lambda code: country_name(code, get_language() or "en"))
register.filter("language_name", language_name)
register.filter("own_name", own_name)
register.filter("with_territory", with_territory)
register.filter("written_date", written_date)
register.filter("written_number", written_number)


def _page(context: dict[str, Any]) -> Page | None:
    page = context.get("page")
    return page if isinstance(page, Page) else None


def _shown_language(context: dict[str, Any]) -> str:
    """The language of the page being shown: what its `html` element says."""
    page = _page(context)
    return page.locale.language_code if page and page.locale_id else get_language() or ""


@register.simple_tag(takes_context=True)
def in_page_language(context: dict[str, Any], record: TranslatableMixin | None) -> TranslatableMixin | None:
    """A page or snippet in the language of the page being shown, if it is published in it; else as it is."""
    return in_language_of(record, _page(context)) if record else None


@register.simple_tag(takes_context=True)
def published_in_page_language(context: dict[str, Any], page: Page | None) -> Page | None:
    """A page in the language of the page being shown, else as it is; nothing while nobody may read it."""
    return in_language_of_all([page.pk], _page(context)).get(page.pk) if page else None


def _foreign(context: dict[str, Any], record: TranslatableMixin) -> ForeignParts:
    request = context.get("request")
    if request is None:
        return foreign_parts(record)
    by_locale = _known.setdefault(request, {})
    if record.locale_id not in by_locale:
        by_locale[record.locale_id] = foreign_parts_in(record.locale_id)
    return by_locale[record.locale_id].get(record.translation_key, NOTHING)


@register.simple_tag(takes_context=True)
def language_of(context: dict[str, Any], record: TranslatableMixin | None, *place: Any) -> SafeString:
    """The attributes `lang` and `dir` for a text of a record where it is not in the language of the page being shown.

    The place is a field ("title"), or a field and the id of a block: another language may stand only there.
    """
    if record is None or not isinstance(record, TranslatableMixin) or not record.locale_id:
        return SafeString("")
    foreign = _foreign(context, record)
    written_in = foreign.language if ".".join(map(str, place)) in foreign.places else language_code_of(record)
    if written_in == _shown_language(context):
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', written_in, language_direction(written_in))


@register.simple_tag(takes_context=True)
def marked(context: dict[str, Any], record: TranslatableMixin, place: str) -> SafeString | str:
    """A text of a record, with its language around it where that is another than the page's."""
    attributes = language_of(context, record, place)
    text = getattr(record, place)
    return format_html("<bdi{}>{}</bdi>", attributes, text) if attributes else text


@register.simple_tag
def isolated(text: str) -> SafeString:
    """An address or number that is read from left to right whatever stands around it."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)
