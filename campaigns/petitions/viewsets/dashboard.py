"""What the dashboard says of petitions: how they are going, and what waits for somebody."""

from typing import Any

from wagtail.admin.ui.components import Component

from campaigns.petitions.trends import DAYS, Trend, trends

WIDTH, HEIGHT = 120, 28


def line(values: list[int]) -> str:
    """The points of a line through the values, as SVG wants them, in a box of WIDTH by HEIGHT."""
    top = max(*values, 1)
    step = WIDTH / (len(values) - 1)
    return " ".join(f"{n * step:.1f},{HEIGHT - 2 - (HEIGHT - 4) * max(0, v) / top:.1f}" for n, v in enumerate(values))


class PetitionsPanel(Component):
    """The petitions that run, with their last days: for everybody who may see numbers."""

    name = "petitions"
    order = 100
    template_name = "petitions/admin/petitions_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The petitions with their lines, or none for whom they do not concern."""
        user = parent_context["request"].user
        found: list[Trend] = trends() if user.has_perm("petitions.view_petition") else []
        return {
            "may_change": user.has_perm("petitions.change_petition"),
            "trends": [(trend, line(trend.by_day)) for trend in found],
            "days": DAYS,
            "width": WIDTH,
            "height": HEIGHT,
        }
