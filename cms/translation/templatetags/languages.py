"""What templates ask about languages."""

from typing import Any

from django import template
from wagtail.models import Page, TranslatableMixin

from campaigns.languages import is_right_to_left, language_name
from cms.translation.alternates import PageLanguage
from cms.translation.alternates import page_languages as languages_of

register = template.Library()


@register.simple_tag(takes_context=True)
def page_languages(context: dict[str, Any], page: Page | str) -> list[PageLanguage]:
    """The languages a page is published in; none where there is no page, as on error pages."""
    return languages_of(page, context.get("request")) if isinstance(page, Page) and page.pk else []


@register.simple_tag
def language_direction(code: str) -> str:
    """The value of a `dir` attribute for text in a language."""
    return "rtl" if code and is_right_to_left(code) else "ltr"


register.filter("language_name", language_name)


@register.filter
def localised(record: TranslatableMixin | None) -> TranslatableMixin | None:
    """A page or snippet in the language in use, if it is published in it; else as it is."""
    return record.localized if record else None
