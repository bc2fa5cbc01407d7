"""What the dashboard says of petitions: how they are going, and what waits for a decision."""

from typing import Any

from django.forms import Media
from wagtail.admin.ui.components import Component

from campaigns.charts import sparkline
from campaigns.petitions.figures import confirmation_rate
from campaigns.petitions.permissions import pages_for, petitions_for
from campaigns.petitions.trends import DAYS, trends


class PetitionsPanel(Component):
    """The petitions that run, with their last days: for everybody who may see numbers."""

    name = "petitions"
    order = 100
    template_name = "petitions/admin/petitions_panel.html"
    media = Media(css={"all": ["css/petition-desk.css"]})

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The petitions with their lines; none for whom they do not concern."""
        user = parent_context["request"].user
        found = trends(petitions_for(user), pages_for(user)) if user.has_perm("petitions.view_petition") else []
        return {
            "trends": [(trend, sparkline(trend.by_day), confirmation_rate(trend.petition)) for trend in found],
            "days": DAYS,
            "may_review": user.has_perm("petitions.review_signature"),
        }
