"""The tick boxes for translations on Wagtail's screens for moving, unpublishing, deleting and publishing pages."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from wagtail.models import Page

from campaigns.languages import language_name
from cms.translation.admin.cascades import FIELD, OFFERED
from cms.translation.cascading import Deed, Follower, followers
from cms.translation.together import standing

register = template.Library()


@register.inclusion_tag("translation/parts/cascade.html", takes_context=True)
def cascade_choices(context: Context, deed: str, page: Page, destination: Page | None = None) -> dict[str, Any]:
    """The translations of one page."""
    return _choices(context, Deed(deed), [page], destination)


@register.inclusion_tag("translation/parts/cascade.html", takes_context=True)
def cascade_choices_of_many(context: Context) -> dict[str, Any]:
    """The translations of the pages a bulk action is about; nothing for bulk actions of other things."""
    action = context.get("view")
    deed = getattr(action, "action_type", "")
    if getattr(action, "model", None) is not Page or deed not in set(Deed):
        return {}
    pages = [item["item"] for item in context["items"]]
    return _choices(context, Deed(deed), pages, None)


@register.simple_tag(takes_context=True)
def scheduled_translations_of(context: Context, page: Page) -> str:
    """The screen on which scheduled translations of a page can be cancelled; empty if there are none."""
    rows = standing(page, context["request"].user).rows
    if any(row.scheduled_at for row in rows):
        return reverse("translations:together", args=[page.pk])
    return ""


def _choices(context: Context, deed: Deed, pages: list[Page], destination: Page | None) -> dict[str, Any]:
    request = context["request"]
    by_language: dict[str, list[Follower]] = {}
    for one in followers(pages, deed, request.user, destination):
        by_language.setdefault(one.language, []).append(one)
    was_sent = request.method == "POST"
    ticked = request.POST.getlist(FIELD)
    return {
        "deed": deed.value,
        "field": FIELD,
        "offered": OFFERED,
        "languages": [
            {
                "code": code,
                "name": language_name(code),
                "able": (able := [one for one in found if not one.reason]),
                "unable": [one for one in found if one.reason],
                "is_ticked": bool(able) and (code in ticked if was_sent else True),
            }
            for code, found in _by_name(by_language)
        ],
    }


def _by_name(by_language: dict[str, list[Follower]]) -> Iterable[tuple[str, list[Follower]]]:
    return sorted(by_language.items(), key=lambda entry: language_name(entry[0]).casefold())
