"""Panels of the dashboard for those who run the site."""

from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from .condition import condition
from .first_steps import first_steps

MEDIA = Media(css={"all": ["css/dashboard.css"]})


def runs_the_site(user: Any) -> bool:
    """Whether a person can mend what these panels show."""
    return bool(user.has_perm("home.change_organisationsettings"))


class FirstStepsPanel(Component):
    """What is left to do before the first campaign; gone once all is done."""

    name = "first_steps"
    order = 80
    template_name = "desk/first_steps.html"
    media = MEDIA

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The steps, and how many are done; nothing once there is nothing to do."""
        request = parent_context["request"]
        site = Site.find_for_request(request) if runs_the_site(request.user) else None
        steps = first_steps(site) if site else []
        done = sum(step.is_done for step in steps)
        return {"steps": steps if done < len(steps) else [], "done": done}


class ConditionPanel(Component):
    """Whether mails, tasks and backups are as they should be."""

    name = "condition"
    order = 300
    template_name = "desk/condition.html"
    media = MEDIA

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """How things are, for those who can mend them."""
        return {"condition": condition() if runs_the_site(parent_context["request"].user) else None}
