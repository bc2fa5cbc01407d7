"""What stands below a campaign, shown where the campaign is written, with the way to what is still missing."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.models import Page

from campaigns.pages import ActionPage


@dataclass(frozen=True)
class Addition:
    """A kind of page that can be added, and the address of its form."""

    label: str
    url: str


def additions_to(page: Page, user: Any) -> list[Addition]:
    """What somebody may add below a page: what visitors can do first. Who has added it comes back to the page."""
    if not page.permissions_for_user(user).can_add_subpage():
        return []
    kinds = [kind for kind in type(page).creatable_subpage_models() if kind.can_create_at(page)]
    back = urlencode({"next": reverse("wagtailadmin_pages:edit", args=[page.pk])})
    return [
        Addition(kind.get_verbose_name(), f"{_form_of(kind, page)}?{back}")
        for kind in sorted(kinds, key=lambda kind: not issubclass(kind, ActionPage))
    ]


def _form_of(kind: type[Page], parent: Page) -> str:
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, kind._meta.model_name, parent.pk])


class ActionsPanel(Panel):
    """What visitors can do for the campaign, drafts too, and what could be added."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "articles/admin/actions_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """A campaign that was never saved has no place for anything below it yet."""
            context = super().get_context_data(parent_context)
            if not self.instance.pk:
                return context
            return {
                **context,
                "is_saved": True,
                "actions": Page.objects.child_of(self.instance).type(ActionPage).specific(),
                "additions": additions_to(self.instance, self.request.user),
            }
