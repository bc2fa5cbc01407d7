"""Publishing a source together with its translations."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from campaigns.languages import language_name
from cms.translation.cascading import translations_of
from cms.translation.together import Ahead, Standing, prepare, publish_together, standing, take_back, unschedule

from .results import show_results

UNPROCESSABLE = 422
NOW = "now"
LATER = "later"


class TogetherForm(forms.Form):
    """When, and in which languages."""

    when = forms.ChoiceField(
        choices=[(NOW, pgettext_lazy("when to publish", "Now")), (LATER, gettext_lazy("At a given time"))],
        initial=NOW,
        widget=forms.RadioSelect,
        label=gettext_lazy("When"),
    )
    at = forms.DateTimeField(
        required=False,
        label=gettext_lazy("Date and time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["languages"] = forms.MultipleChoiceField(required=False, choices=[(code, code) for code in codes])

    def clean(self) -> dict[str, Any]:
        """A time to come is needed where it is not to happen now."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") != LATER or self.has_error("at"):
            return cleaned
        at: datetime | None = cleaned.get("at")
        if at is None:
            self.add_error("at", ValidationError(_("Enter the date and the time.")))
        elif at <= timezone.now():
            self.add_error("at", ValidationError(_("This time is past. Choose one to come, or publish now.")))
        return cleaned

    @property
    def time(self) -> datetime | None:
        """When; None for now."""
        return self.cleaned_data["at"] if self.cleaned_data["when"] == LATER else None


class TogetherView(WagtailAdminTemplateMixin, View):
    """A source with its translations, for those who may publish it."""

    template_name = "translation/together.html"
    page_title = gettext_lazy("Publish with translations")
    header_icon = "upload"
    page: Page

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the page; PermissionDenied for whoever may not publish it, 404 for what is no source."""
        super().setup(request, *args, **kwargs)
        self.page = get_object_or_404(Page, pk=kwargs["page_id"]).specific
        if not self.page.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        if not translations_of(self.page):
            raise Http404

    @cached_property
    def standing(self) -> Standing:
        """How the page and its translations stand now."""
        return standing(self.page, self.request.user)

    @property
    def address(self) -> str:
        """Of this screen."""
        return reverse("translations:together", args=[self.page.pk])

    @property
    def editor(self) -> str:
        """Where the page is edited."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.editor, "label": self.page.get_admin_display_title()},
            {"url": self.address, "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs["form"]
        ready = [row.code for row in self.standing.rows if row.is_ready]
        ticked = form.data.getlist("languages") if form.is_bound else ready
        rows = [
            {"row": row, "language": language_name(row.code), "is_ticked": row.code in ticked}
            for row in self.standing.rows
        ]
        return super().get_context_data(
            page=self.page,
            standing=self.standing,
            source_language=language_name(self.page.locale.language_code),
            rows=rows,
            may_prepare=self.standing.ahead in {Ahead.UNSEEN, Ahead.OUTDATED},
            may_take_back=self.page.live and self.standing.ahead in {Ahead.PREPARED, Ahead.OUTDATED, Ahead.DROPPED},
            zone=timezone.get_current_timezone_name(),
            editor=self.editor,
            **kwargs,
        )

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show how everything stands."""
        return self.render_to_response(self.get_context_data(form=self._form()))

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Publish, or do one of the things that come before it."""
        action = request.POST.get("action", "publish")
        if action == "prepare":
            prepare(self.page)
            messages.success(request, _("Translators have the words of the draft now."))
            return HttpResponseRedirect(self.address)
        if action == "take_back":
            take_back(self.page)
            messages.success(request, _("Translators have the published words again."))
            return HttpResponseRedirect(self.address)
        if action == "unschedule":
            return show_results(request, _("Scheduled translations"), unschedule(self.page, request.user), self.address)
        return self._publish()

    def _form(self, *args: Any) -> TogetherForm:
        return TogetherForm(*args, codes=[row.code for row in self.standing.rows])

    def _publish(self) -> HttpResponse:
        form = self._form(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
        outcomes = publish_together(self.page, form.cleaned_data["languages"], self.request.user, form.time)
        return show_results(self.request, _("Publish with translations"), outcomes, self.editor)
