"""Pages of things that are looked at rather than edited, some of which wait for a worker."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns.petitions.models import Work


class PlainInspectView(InspectView):
    """A page of facts; a dash where there is nothing to say."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return "–" if value in {None, ""} else value


def progress_of(work: Work) -> JsonResponse:
    """How far it is, for the script of `working.html`."""
    return JsonResponse({"done": work.progress, "is_working": work.is_working})


class WorkView(PlainInspectView):
    """The page of a piece of work. While a worker has it, a script asks how far it is: `?progress`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        work: Work = self.object
        if "progress" in request.GET:
            return progress_of(work)
        return super().get(request, *args, **kwargs)


class WorkViewSet(ModelViewSet):
    """Work that is asked for by a form and looked at afterwards; nothing of it is edited or deleted."""

    copy_view_enabled = False
    inspect_view_enabled = True
    asks_by: Any

    def get_form_class(self, for_update: bool = False) -> Any:
        """The form it is asked for by."""
        return self.asks_by

    def get_urlpatterns(self) -> list[URLPattern]:
        """Ways to look and to ask."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]
