"""Screens about one petition."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.petitions.models import Petition
from campaigns.petitions.permissions import petitions_for


class PetitionScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen below a petition's desk, for those who have a permission."""

    permission_required = "petitions.view_petition"
    header_icon = "clipboard-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def petition(self) -> Petition:
        """The petition it is about."""
        return get_object_or_404(petitions_for(self.request.user), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.petition)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list of petitions and the petition's desk."""
        petitions = {"url": reverse("petition_settings:index"), "label": capfirst(Petition._meta.verbose_name_plural)}
        desk = {"url": reverse("petition_desk:desk", args=[self.petition.pk]), "label": str(self.petition)}
        here = {"url": "", "label": self.page_title, "sublabel": str(self.petition)}
        return [*self.breadcrumbs_items, petitions, desk, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "petition": self.petition}
