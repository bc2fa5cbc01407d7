"""Signatures with their names, for data officers: lists, looking for a person, one signature. Every look is logged."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic import InspectView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from campaigns.countries import country_name
from campaigns.petitions.correcting import NobodyLeft, SameAsAnother, correct
from campaigns.petitions.erasing import erase_one, signatures_of
from campaigns.petitions.forms.exchange import ReasonForm
from campaigns.petitions.forms.signatures import CorrectForm, FindForm
from campaigns.petitions.history import ACTIONS
from campaigns.petitions.models import ERASED_STATUSES, Petition, Signature, Status, count_signatures
from campaigns.petitions.permissions import may_see_names
from campaigns.views import UNPROCESSABLE, SeeOther

from .keyset import key_of, page_of
from .lines import lines_of

MOST_PETITIONS = 500


class SignerScreen(WagtailAdminTemplateMixin):
    """A screen with names on it."""

    page_title = capfirst(Signature._meta.verbose_name_plural)
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_names(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SignatureListView(SignerScreen, TemplateView):
    """One petition's signatures, the latest first. No search in names: they are sealed."""

    template_name = "petitions/admin/signatures.html"

    @cached_property
    def petition(self) -> Petition | None:
        """The one asked for, else the one that was signed last."""
        wish = self.request.GET.get("petition", "")
        if wish:
            return get_object_or_404(Petition, pk=key_of(wish))
        latest = Signature.objects.select_related("petition").order_by("-pk").defer("sealed_person").first()
        return latest.petition if latest else Petition.objects.first()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition, status = self.petition, self.request.GET.get("status", "")
        rows = Signature.objects.filter(petition=petition)
        filters = {"petition": str(petition.pk)} if petition else {}
        if status in Status.values:
            rows, filters = rows.filter(status=status), {**filters, "status": status}
        page = page_of(rows, self.request.GET, filters)
        if petition and page.rows:
            data = {"rows": len(page.rows)}
            log(instance=petition, action="petitions.listed", user=self.request.user, data=data)
        return {
            **super().get_context_data(**kwargs),
            "petition": petition,
            "petitions": Petition.objects.only("reference").order_by("reference")[:MOST_PETITIONS],
            "status": status,
            "statuses": Status.choices,
            "page": page,
            "lines": lines_of(page.rows),
            "confirmed": count_signatures(petition).confirmed if petition else 0,
            "find_form": FindForm(),
        }


class FindView(SignerScreen, FormView):
    """Somebody's signatures on all petitions, by their address. It never stands in an address or a log."""

    form_class = FindForm
    template_name = "petitions/admin/find.html"
    page_title = _("Find a person")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return sensitive_post_parameters("email")(super().dispatch)(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list."""
        signatures = {"url": reverse("signatures:index"), "label": capfirst(Signature._meta.verbose_name_plural)}
        return [*self.breadcrumbs_items, signatures, {"url": "", "label": self.page_title}]

    def form_valid(self, form: FindForm) -> HttpResponse:
        """Show what there is."""
        found = signatures_of(form.cleaned_data["email"])
        for signature in found:
            _note("looked_at", signature, self.request.user)
        return self.render_to_response(self.get_context_data(form=form, is_asked=True, lines=lines_of(found)))

    def form_invalid(self, form: FindForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class SignatureView(InspectView):
    """One signature with everything stored about it; put right or erased at its signer's wish."""

    template_name = "petitions/admin/signature.html"
    page_title = capfirst(Signature._meta.verbose_name)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        hidden = sensitive_post_parameters("name", "place", "comment", "country")
        return hidden(super().dispatch)(request, *args, **kwargs)

    def get_object(self, queryset: Any = None) -> Signature:
        signature: Signature = get_object_or_404(
            Signature.objects.select_related("petition", "consent"), pk=key_of(str(self.pk))
        )
        return signature

    def get_page_subtitle(self) -> str:
        return str(self.object.petition)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if field_name == "country":
            return country_name(self.object.country, get_language() or "en")
        value = super().get_field_display_value(field_name, field)
        return "–" if value in {None, ""} else value

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _note("looked_at", self.object, request.user)
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_erased = self.object.status in ERASED_STATUSES or self.object.sealed_person is None
        forms = {"correct_form": CorrectForm.of(self.object), "erase_form": ReasonForm()} if not is_erased else {}
        return {**super().get_context_data(**kwargs), **forms, **kwargs}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Put right or erase."""
        act = {"correct": self._correct, "erase": self._erase}.get(request.POST.get("act", ""))
        invalid = act() if act else None
        if invalid:
            return self.render_to_response(self.get_context_data(**invalid), status=UNPROCESSABLE)
        return SeeOther(reverse("signatures:inspect", args=[self.object.pk]))

    def _correct(self) -> dict[str, Any] | None:
        form = CorrectForm.of(self.object, self.request.POST)
        if not form.is_valid():
            return {"correct_form": form}
        try:
            changed = correct(self.object.public_id, form.cleaned_data)
        except SameAsAnother:
            form.add_error("name", _("Somebody of this name, place and country has signed on paper already."))
            return {"correct_form": form}
        except NobodyLeft:
            messages.error(self.request, _("Somebody else was faster, or its time is over. Look at it again."))
            return None
        if changed:
            _note("corrected", self.object, self.request.user)
            messages.success(self.request, str(ACTIONS["corrected"].label))
        return None

    def _erase(self) -> dict[str, Any] | None:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return {"erase_form": form}
        if erase_one(self.object, self.request.user, form.cleaned_data["reason"]):
            messages.success(self.request, str(ACTIONS["erased"].label))
        return None


def _note(what: str, signature: Signature, user: Any) -> None:
    """History says that somebody was looked at or changed, never who."""
    log(instance=signature.petition, action=f"petitions.{what}", user=user, data={"rows": 1})


class SignatureViewSet(ModelViewSet):
    """Signatures, for data officers. No copy, no export, nothing in the reference index."""

    model = Signature
    name = "signatures"
    icon = "group"
    menu_label = _("Signatures")
    menu_order = 40
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = SignatureView
    inspect_view_fields = [
        "petition",
        "status",
        "signer_name",
        "signer_email",
        "signer_place",
        "signer_comment",
        "country",
        "language",
        "source",
        "share_tag",
        "risk",
        "wants_updates",
        "consent",
        "signed_at",
        "confirmed_at",
    ]
    form_fields: list[str] = []

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, looking for a person, one signature."""
        return [
            path("", SignatureListView.as_view(), name="index"),
            path("find/", FindView.as_view(), name="find"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        codenames = ("view_signature", "review_signature")
        return Permission.objects.filter(content_type__app_label="petitions", codename__in=codenames)
