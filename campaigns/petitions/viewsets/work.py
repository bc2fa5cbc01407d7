"""Lists and pages of things that are looked at rather than edited, some of which wait for a worker."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet

from campaigns.petitions.models import Petition, Work
from campaigns.petitions.permissions import petitions_for


class PetitionFilters(WagtailFilterSet):
    """Offers the petitions a person may know of."""

    petition = django_filters.ModelChoiceFilter(
        label=capfirst(Petition._meta.verbose_name), queryset=lambda request: petitions_for(request.user)
    )


class PetitionsIndexView(IndexView):
    """What belongs to the petitions a person may know of."""

    base_filterset_class = PetitionFilters

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().filter(petition__in=petitions_for(self.request.user))


class PlainInspectView(InspectView):
    """A page of facts; a dash where there is nothing to say."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        return "–" if value in {None, ""} else value


def progress_of(work: Work) -> JsonResponse:
    """How far it is, for the script of `working.html`."""
    return JsonResponse({"done": work.progress, "is_working": work.is_working})


class PetitionInspectView(PlainInspectView):
    """A page of facts about a petition the person may know of."""

    def get_object(self, queryset: QuerySet[Any] | None = None) -> Any:
        found = super().get_object(queryset)
        if not petitions_for(self.request.user).filter(pk=found.petition_id).exists():
            raise Http404
        return found


class WorkView(PetitionInspectView):
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
    index_view_class = PetitionsIndexView
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
