"""Work outside: taking texts out as a file, and bringing the file back."""

import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from campaigns.languages import language_name
from cms.translation.exchange.applying import Outcome, Report, Result, apply, dry_run
from cms.translation.exchange.entries import Parsed, Unreadable
from cms.translation.exchange.exporting import CONTENT_TYPES, chosen, file_name, sections_of, write
from cms.translation.exchange.reading import LARGEST_FILE, read
from cms.translation.matrix import sees_translations
from cms.translation.permissions import may_translate, translations_for

UNPROCESSABLE = 422
# How long an uploaded file waits for somebody to confirm its import.
KEPT_SECONDS = 60 * 60
SHOWN_OF_EACH = 200

FORMATS = [
    ("po", gettext_lazy("PO, for Poedit and Weblate")),
    ("xliff", gettext_lazy("XLIFF 1.2, for OmegaT and other translation programs")),
]

# In the order of the report: what was done, what needs somebody's attention, and the rest as numbers.
OUTCOMES: dict[Outcome, tuple[str | Promise, str | Promise]] = {
    Outcome.APPLIED: (pgettext_lazy("entries of a file", "Taken over"), ""),
    Outcome.CONFLICT: (
        pgettext_lazy("entries of a file", "In conflict, left as they are here"),
        gettext_lazy("Compare, and type what is right in the editor, or export again and translate that."),
    ),
    Outcome.REFUSED: (pgettext_lazy("entries of a file", "Refused"), ""),
    Outcome.UNCERTAIN: (
        pgettext_lazy("entries of a file", "Marked as uncertain, not taken over"),
        gettext_lazy("Confirm them in your program (“fuzzy”, “needs work”, “needs review”), then import again."),
    ),
    Outcome.UNKNOWN: (pgettext_lazy("entries of a file", "Unknown here"), ""),
}


class PageField(forms.ModelChoiceField):
    """A page, indented as deep as it lies in the tree."""

    def label_from_instance(self, page: Page) -> str:
        return f"{'– ' * (page.depth - 2)}{page.title}"


class ExportForm(forms.Form):
    """What to export, and how."""

    language = forms.ChoiceField(label=gettext_lazy("Language"))
    page = PageField(
        label=gettext_lazy("Page"),
        queryset=Page.objects.none(),
        required=False,
        empty_label=pgettext_lazy("all pages and other texts", "Everything"),
        help_text=gettext_lazy("With a page, everything below it is exported too."),
    )
    translation = forms.IntegerField(required=False, widget=forms.HiddenInput)
    only_open = forms.BooleanField(
        label=gettext_lazy("Only what is still to be translated"),
        required=False,
        help_text=gettext_lazy("If it is not ticked, the file has the finished translations too, as examples."),
    )
    format = forms.ChoiceField(label=gettext_lazy("File format"), choices=FORMATS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: Iterable[Locale], pages: QuerySet[Page], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {language_name(locale.language_code): locale.language_code for locale in languages}
        language, page = self.fields["language"], self.fields["page"]
        if isinstance(language, forms.ChoiceField) and isinstance(page, PageField):
            language.choices = [(names[name], name) for name in sorted(names, key=str.casefold)]
            page.queryset = pages


class ImportForm(forms.Form):
    """A file that comes back."""

    language = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("PO or XLIFF file"),
        widget=forms.FileInput(attrs={"accept": ".po,.xlf,.xliff"}),
        allow_empty_file=True,
        help_text=gettext_lazy("First you are shown what would change. Nothing is changed before you confirm it."),
    )
    parsed: Parsed

    def clean_file(self) -> bytes:
        """The bytes of the file, which can be read."""
        upload = self.cleaned_data["file"]
        # Of a larger file just enough to see that it is.
        data: bytes = upload.read(LARGEST_FILE + 1)
        try:
            self.parsed = read(data)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        return data


class ExchangeView(WagtailAdminTemplateMixin, View):
    """A screen for those who have something to translate."""

    header_icon = "wagtail-localize-language"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """For nobody else, and not before there is something."""
        if not sees_translations(request.user):
            raise PermissionDenied
        if not self.translations.exists():
            messages.info(request, _("There is nothing to translate yet."))
            return HttpResponseRedirect(reverse("translations:report"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def translations(self) -> QuerySet[Translation]:
        """All that the person may translate."""
        return translations_for(self.request.user)

    @cached_property
    def languages(self) -> list[Locale]:
        """The languages of these."""
        return list(Locale.objects.filter(pk__in=self.translations.values("target_locale")))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translations:report"), "label": _("Translations")},
            {"url": self.request.path, "label": self.get_page_title()},
        ]


class ExportView(ExchangeView):
    """The form, and with ?download=1 the file."""

    template_name = "translation/exchange/export.html"
    page_title = gettext_lazy("Export for work outside")

    def get(self, request: HttpRequest) -> HttpResponse:
        """Language, page (or a single translation) and format come with the address, as do the links to it."""
        asked = self._asked()
        if "download" not in request.GET:
            return self._show(self._form(initial=asked.dict()))
        form = self._form(asked)
        if not form.is_valid():
            return self._show(form, status=UNPROCESSABLE)
        return self._download(form) or self._show(form, status=UNPROCESSABLE)

    def _download(self, form: ExportForm) -> HttpResponse | None:
        values, at = form.cleaned_data, timezone.now()
        locale = next(locale for locale in self.languages if locale.language_code == values["language"])
        found = chosen(self.translations, locale, page=values["page"], translation_id=values["translation"])
        allowed = [translation for translation in found if may_translate(self.request.user, translation)]
        sections = sections_of(allowed, only_open=values["only_open"])
        if not sections:
            form.add_error(None, _("There is nothing to translate in what you chose."))
            return None
        data = write(sections, locale.language_code, values["format"], at)
        name = file_name(locale.language_code, values["format"], at)
        return HttpResponse(
            data,
            content_type=CONTENT_TYPES[values["format"]],
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
        )

    def _form(self, *data: Any, **kwargs: Any) -> ExportForm:
        return ExportForm(*data, languages=self.languages, pages=self._pages, **kwargs)

    @cached_property
    def _pages(self) -> QuerySet[Page]:
        """The sources of what the person may translate; they may know no other page's title."""
        sources = self.translations.values_list("source__object_id", "source__locale_id")
        locales = {locale for _key, locale in sources}
        keys = {key for key, _locale in sources}
        return Page.objects.filter(translation_key__in=keys, locale__in=locales).order_by("path")

    def _asked(self) -> QueryDict:
        """What the address asks for, completed; a page may be named in any of its languages."""
        asked = self.request.GET.copy()
        single = self.translations.filter(pk=asked["translation"]) if asked.get("translation", "").isdecimal() else None
        translation = single.first() if single is not None else None
        asked["translation"] = str(translation.pk) if translation else ""
        if translation:
            asked["language"] = translation.target_locale.language_code
        if not asked.get("language"):
            asked["language"] = self.languages[0].language_code
        asked.setdefault("format", "po")
        if asked.get("page", "").isdecimal():
            key = Page.objects.filter(pk=asked["page"]).values("translation_key")[:1]
            page = self._pages.filter(translation_key__in=key).first()
            if page:
                asked["page"] = str(page.pk)
        return asked

    def _show(self, form: ExportForm, status: int = 200) -> HttpResponse:
        number = form["translation"].value()
        single = self.translations.filter(pk=number).first() if number else None
        return self.render_to_response(self.get_context_data(form=form, single=single), status=status)


@dataclass(frozen=True)
class Group:
    """Entries with the same outcome, as the report shows them."""

    heading: str | Promise
    advice: str | Promise
    count: int
    results: list[Result]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.results)


class ImportView(ExchangeView):
    """Upload, look at what would change, confirm."""

    template_name = "translation/exchange/import.html"
    page_title = gettext_lazy("Import from outside")

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form; `?language=` says which language the file has to be in."""
        return self._show(ImportForm(initial={"language": self._language(request.GET)}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """The report on a file, or with the `token` of that report the import."""
        if "token" in request.POST:
            return self._apply(request.POST["token"])
        form = ImportForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=UNPROCESSABLE)
        language = self._language(request.POST)
        report = dry_run(form.parsed, partial(may_translate, request.user), language)
        token = secrets.token_urlsafe(16)
        cache.set(self._key(token), (zlib.compress(form.cleaned_data["file"]), language), KEPT_SECONDS)
        return self._show_report(report, token=token)

    def _apply(self, token: str) -> HttpResponse:
        kept = cache.get(self._key(token))
        if kept is None:
            messages.error(
                self.request, _("Nothing was changed: the file is not kept for longer than an hour. Upload it again.")
            )
            return HttpResponseRedirect(reverse("translations:import"))
        data, language = kept
        user = self.request.user
        report = apply(read(zlib.decompress(data)), partial(may_translate, user), user, language)
        count = report.counts[Outcome.APPLIED]
        if count:
            text = ngettext("%(count)s text was taken over.", "%(count)s texts were taken over.", count)
            messages.success(self.request, text % {"count": count})
        else:
            messages.info(self.request, _("Nothing was changed."))
        return self._show_report(report)

    def _key(self, token: str) -> str:
        return f"translation-import:{self.request.user.pk}:{token[:40]}"

    def _language(self, values: QueryDict) -> str:
        language = values.get("language", "")
        if values.get("translation", "").isdecimal():
            single = self.translations.filter(pk=values["translation"]).first()
            language = single.target_locale.language_code if single else language
        return language if language in {locale.language_code for locale in self.languages} else ""

    def _show(self, form: ImportForm, status: int = 200) -> HttpResponse:
        code = form["language"].value()
        context = self.get_context_data(form=form, language=language_name(code) if code else "")
        return self.render_to_response(context, status=status)

    def _show_report(self, report: Report, token: str = "") -> HttpResponse:
        counts = report.counts
        groups = [
            Group(heading, advice, counts[outcome], report.of(outcome)[:SHOWN_OF_EACH])
            for outcome, (heading, advice) in OUTCOMES.items()
            if counts[outcome]
        ]
        self.template_name = "translation/exchange/report.html"
        context = self.get_context_data(
            groups=groups,
            token=token,
            applied=counts[Outcome.APPLIED],
            unchanged=counts[Outcome.UNCHANGED],
            empty=counts[Outcome.EMPTY],
        )
        return self.render_to_response(context)
