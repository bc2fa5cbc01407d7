"""Hooks into Wagtail's screens for moving, unpublishing, deleting and publishing pages: their translations follow.

The screens show which translations there are (`templatetags/cascades.py`); what was ticked is done here, after
Wagtail did it to the pages themselves.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail_localize.models import Translation

from cms.translation.cascading import Deed, Outcome, Result, cascade, translations_of
from cms.translation.publishing import is_ahead_of_source
from cms.translation.together import standing

from .results import show_results

# The name of the tick boxes; its presence says that the screen offered them.
FIELD = "cascade_languages"
OFFERED = "cascade_offered"

HEADINGS = {
    Deed.MOVE: gettext_lazy("Moved, with translations"),
    Deed.UNPUBLISH: gettext_lazy("Unpublished, with translations"),
    Deed.DELETE: gettext_lazy("Deleted, with translations"),
    Deed.PUBLISH: gettext_lazy("Published, with translations"),
}
DONE = {
    Deed.MOVE: gettext_lazy("Moved."),
    Deed.UNPUBLISH: gettext_lazy("Unpublished."),
    Deed.DELETE: gettext_lazy("Deleted."),
    Deed.PUBLISH: gettext_lazy("Published."),
}


def after_move(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook after_move_page."""
    destination_id = request.resolver_match.kwargs["destination_id"] if request.resolver_match else None
    destination = Page.objects.get(pk=destination_id)
    return _follow(request, Deed.MOVE, [page], _explorer(destination.pk), destination)


def after_unpublish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook after_unpublish_page."""
    return _follow(request, Deed.UNPUBLISH, [page], reverse("wagtailadmin_pages:edit", args=[page.pk]))


def after_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook after_delete_page. The page is gone; what it was is still in memory."""
    parent = Page.objects.filter(path=page._get_basepath(page.path, page.depth - 1)).first()
    return _follow(request, Deed.DELETE, [page], _explorer(parent.pk) if parent else reverse("wagtailadmin_home"))


def after_bulk(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Hook after_bulk_action."""
    if action.model is not Page or action_type not in set(Deed):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"] if action_type == Deed.MOVE else None
    return _follow(request, Deed(action_type), objects, action.next_url, destination)


def _follow(
    request: HttpRequest, deed: Deed, pages: Sequence[Page], back: str, destination: Page | None = None
) -> HttpResponse | None:
    if OFFERED not in request.POST:
        return None
    outcomes = cascade(
        deed,
        pages,
        request.POST.getlist(FIELD),
        request.user,
        destination=destination,
        include_descendants=bool(request.POST.get("include_descendants")),
    )
    if not outcomes:
        return None
    sources = [
        Outcome(page.locale.language_code, page.get_admin_display_title(), Result.DONE, str(DONE[deed]))
        for page in pages
    ]
    return show_results(request, str(HEADINGS[deed]), [*sources, *outcomes], back)


def _explorer(page_id: int) -> str:
    return reverse("wagtailadmin_explore", args=[page_id])


def before_bulk(request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any) -> HttpResponse | None:
    """Hook before_bulk_action: words of a draft must not get online by publishing a translation as a page."""
    if action.model is not Page or action_type != Deed.PUBLISH:
        return None
    pages = list(objects)
    if action.cleaned_form.cleaned_data.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants().not_live()]
    held = [page for page in pages if _speaks_for_a_draft(page, pages)]
    if not held:
        return None
    messages.error(
        request,
        ngettext(
            "Nothing was published: “%(title)s” is a translation of a page that is not published yet.",
            "Nothing was published: %(count)s pages are translations of pages that are not published yet, "
            "“%(title)s” for one.",
            len(held),
        )
        % {"title": held[0].get_admin_display_title(), "count": len(held)},
    )
    return HttpResponseRedirect(action.next_url)


def _speaks_for_a_draft(page: Page, published_with_it: Sequence[Page]) -> bool:
    translation = (
        Translation.objects.filter(source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True)
        .select_related("source")
        .first()
    )
    if translation is None or not is_ahead_of_source(translation):
        return False
    return not any(
        other.translation_key == page.translation_key and other.locale_id == translation.source.locale_id
        for other in published_with_it
    )


def warn_of_stranded(request: HttpRequest, page: Page) -> None:
    """Hook before_edit_page: say that translations still have a time to go online when their source has none."""
    if request.method != "GET" or not page.permissions_for_user(request.user).can_publish():
        return
    if not translations_of(page):
        return
    stranded = len(standing(page, request.user).stranded)
    if stranded:
        messages.warning(
            request,
            ngettext(
                "This page is not scheduled, but %(count)s translation of its draft is.",
                "This page is not scheduled, but %(count)s translations of its draft are.",
                stranded,
            )
            % {"count": stranded},
            buttons=[messages.button(reverse("translations:together", args=[page.pk]), _("Look at them"))],
        )


def style() -> str:
    """Hook insert_global_admin_css: the tick boxes stand on Wagtail's own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/translation-batches.css"))


def header_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Hook register_page_header_buttons."""
    yield from listing_buttons(page, user, next_url)


def listing_buttons(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Hook register_page_listing_more_buttons."""
    if page.is_root() or not page.permissions_for_user(user).can_publish() or not translations_of(page):
        return
    yield Button(
        _("Publish with translations…"),
        reverse("translations:together", args=[page.pk]),
        icon_name="upload",
        priority=62,
    )
