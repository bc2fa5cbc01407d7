"""Erasing a person on all petitions by their address."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from campaigns.petitions.erasing import erase_everywhere, signatures_of
from campaigns.petitions.forms.exchange import EraseForm
from campaigns.petitions.permissions import may_see_names
from campaigns.views import UNPROCESSABLE, SeeOther


class EraseView(WagtailAdminTemplateMixin, FormView):
    """First shows on which petitions the mailbox has signed, then erases. The address never stands in an address."""

    form_class = EraseForm
    template_name = "petitions/admin/erase.html"
    page_title = _("Erase a person")
    header_icon = "bin"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see_names(request.user):
            raise PermissionDenied
        return sensitive_post_parameters("email")(super().dispatch)(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def form_valid(self, form: EraseForm) -> HttpResponse:
        """Show what there is; erase once it was shown and a reason is given."""
        address, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
        is_decided = self.request.POST.get("act") == "erase"
        if is_decided and not reason:
            form.add_error("reason", _("Say how and when they asked."))
        if not is_decided or not reason:
            context = self.get_context_data(form=form, found=signatures_of(address), is_asked=True)
            return self.render_to_response(context, status=UNPROCESSABLE if is_decided else 200)
        erased = erase_everywhere(address, self.request.user, reason)
        words = ngettext("%(number)d signature erased.", "%(number)d signatures erased.", erased)
        messages.success(self.request, words % {"number": erased})
        return SeeOther(reverse("erase_person:index"))


class EraseMenuItem(MenuItem):
    """Shows to those who may see who signed."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_names(request.user)


class EraseViewSet(ViewSet):
    """The way to erase somebody."""

    name = "erase_person"
    icon = "bin"
    menu_label = _("Erase a person")
    menu_order = 80
    menu_item_class = EraseMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """One page."""
        return [path("", EraseView.as_view(), name="index")]
