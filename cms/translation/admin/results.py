"""The one page on which a batch ends: what became of each language."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from campaigns.languages import is_right_to_left, language_name
from cms.translation.cascading import Outcome, Result

KEPT_AS = "translation_results"
# The others are counted; a page of thousands of lines helps nobody.
SHOWN = 500


def show_results(request: HttpRequest, heading: str, outcomes: Sequence[Outcome], back: str) -> HttpResponse:
    """Lead to the result page. What it shows is kept with the session, so that reloading does nothing again."""
    # What went wrong must not be among those that are only counted.
    ranked = sorted(outcomes, key=lambda outcome: outcome.result != Result.REFUSED)[:SHOWN]
    shown = [outcome for outcome in outcomes if outcome in ranked]
    request.session[KEPT_AS] = {
        "heading": str(heading),
        "back": back,
        "more": len(outcomes) - len(shown),
        "refused": sum(outcome.result == Result.REFUSED for outcome in outcomes),
        "outcomes": [[one.language, one.title, one.result.value, one.message] for one in shown],
    }
    return HttpResponseRedirect(reverse("translations:result"))


class ResultView(WagtailAdminTemplateMixin, View):
    """What became of each page of the last batch this person started."""

    template_name = "translation/result.html"
    header_icon = "wagtail-localize-language"

    @property
    def page_title(self) -> str:
        return str(self._kept.get("heading") or _("Result"))

    @property
    def _kept(self) -> dict[str, Any]:
        return self.request.session.get(KEPT_AS, {})

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = self._kept.get("back", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={self.request.get_host()}):
            back = reverse("wagtailadmin_home")
        rows = [
            {
                "outcome": outcome,
                "language": language_name(outcome.language),
                "is_rtl": is_right_to_left(outcome.language),
            }
            for outcome in (Outcome(one[0], one[1], Result(one[2]), one[3]) for one in self._kept.get("outcomes", []))
        ]
        return super().get_context_data(
            rows=rows, more=self._kept.get("more", 0), refused=self._kept.get("refused", 0), back=back, **kwargs
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render_to_response(self.get_context_data())
