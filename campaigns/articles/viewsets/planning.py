"""Before an update is mailed: who would get it in which language, what it looks like, when, and how fast."""

from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from campaigns.articles.audience import Editions, Readers, editions_of, readers_of
from campaigns.articles.forms import MailingForm
from campaigns.articles.mail import sample
from campaigns.articles.mailing import AlreadyMailed, NotOnline, plan, send_test
from campaigns.articles.models import Mailing, UpdatePage
from campaigns.articles.permissions import may_mail
from campaigns.mails import Letter
from campaigns.views import UNPROCESSABLE

# What a mail may do in a preview: nothing.
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"


class UpdateView(WagtailAdminTemplateMixin):
    """A page about one update, for those who may mail it."""

    header_icon = "mail"
    request: HttpRequest
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_mail(request.user, self.update):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def update(self) -> UpdatePage:
        """The update in the language it was asked for."""
        return get_object_or_404(UpdatePage, pk=self.kwargs["update_id"])

    @cached_property
    def editions(self) -> Editions:
        """The update in the languages in which it is online."""
        return editions_of(self.update.translation_key)

    def get_page_subtitle(self) -> str:
        """The update."""
        return str(self.update.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Below the list of mailings."""
        mailings = {"url": reverse("mailings:index"), "label": capfirst(Mailing._meta.verbose_name_plural)}
        return [
            *self.breadcrumbs_items,
            mailings,
            {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()},
        ]


class PlanView(UpdateView, FormView):
    """Mail an update to signers."""

    form_class = MailingForm
    template_name = "articles/admin/plan.html"
    page_title = _("Mail to signers")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where it has been mailed or is to be, show that."""
        mailing = Mailing.objects.filter(update_key=self.update.translation_key).first()
        if mailing:
            return HttpResponseRedirect(reverse("mailings:inspect", args=[mailing.pk]))
        return super().get(request, *args, **kwargs)

    @cached_property
    def readers(self) -> list[Readers]:
        """Who asked for news, by language."""
        page = self.editions.any_page
        return readers_of(page, self.editions) if page else []

    def get_form_kwargs(self) -> dict[str, Any]:
        has_missing = any(not readers.is_translated for readers in self.readers)
        return {**super().get_form_kwargs(), "has_missing": has_missing and self.editions.original is not None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = self.editions.any_page
        return {
            **super().get_context_data(**kwargs),
            "update": self.update,
            "told": page,
            "original": self.editions.original,
            "readers": self.readers,
            "total": sum(readers.number for readers in self.readers),
            "preview_language": self.readers[0].language if self.readers else page and page.locale.language_code,
        }

    def form_invalid(self, form: MailingForm) -> HttpResponse:
        """What was typed, and what is wrong with it."""
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)

    def form_valid(self, form: MailingForm) -> HttpResponse:
        """Plan it; of two who do so at once, the second sees the first one's mailing."""
        values = form.cleaned_data
        try:
            mailing = plan(
                self.update,
                self.request.user,
                starts_at=values["starts_at"],
                pace=values["pace"],
                in_original=values.get("in_original", True),
            )
        except NotOnline:
            form.add_error(None, _("Publish the update first: only what everybody can read is mailed."))
            return self.form_invalid(form)
        except AlreadyMailed:
            mailing = Mailing.objects.get(update_key=self.update.translation_key)
            messages.error(self.request, _("There is a mailing of this update already: nobody gets it twice."))
        return HttpResponseRedirect(reverse("mailings:inspect", args=[mailing.pk]))


class PreviewView(UpdateView, TemplateView):
    """The mail in one language, and the way to get it oneself first."""

    template_name = "articles/admin/preview.html"
    page_title = pgettext_lazy("of a mail", "Preview")

    @cached_property
    def letter(self) -> Letter:
        """The mail to signers of the language."""
        language = self.kwargs["language"]
        return sample(self.page, language)

    @cached_property
    def page(self) -> UpdatePage:
        """What signers of the language would read; there is nothing to see of what is not online."""
        page = self.editions.page_for(self.kwargs["language"], in_original=True)
        if page is None:
            raise Http404
        return page

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = readers_of(self.page, self.editions)
        languages = {readers.language for readers in found} | set(self.editions.by_language)
        return {
            **super().get_context_data(**kwargs),
            "update": self.update,
            "letter": self.letter,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "languages": sorted(languages),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A test mail to whoever asks for it, and to nobody else."""
        address = getattr(request.user, "email", "")
        if not address:
            messages.error(request, _("Your account has no e-mail address. Enter one in your account first."))
        else:
            self._test(address)
        return HttpResponseRedirect(request.path)

    def _test(self, address: str) -> None:
        try:
            send_test(self.page, self.letter.language, address)
        except (SMTPException, OSError):
            messages.error(self.request, _("The mail server did not take the mail. Try again later."))
        else:
            messages.success(self.request, _("The test mail is on its way to %(address)s.") % {"address": address})


class PreviewHtmlView(PreviewView):
    """The HTML part alone, for the frame of the preview: it can run nothing and load nothing."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(self.letter.html, headers={"Content-Security-Policy": HTML_POLICY})


preview_html = xframe_options_sameorigin(PreviewHtmlView.as_view())
