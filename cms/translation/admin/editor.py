"""The translation editor: source and translation side by side, and what can be done with the whole."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail_localize.models import Translation

from campaigns.languages import is_right_to_left, language_name
from cms.translation import suggesting
from cms.translation.editing import ChoiceRow, Row, choice_rows_of, open_units, rows_of, save_typed, version_of
from cms.translation.models import PartialTranslation, ReviewState, SourceState
from cms.translation.permissions import may_manage, may_publish, may_translate
from cms.translation.publishing import NotComplete, SourceIsGone, SourceNotPublished, messages_of, publish
from cms.translation.review import AlreadySubmitted, last_review, return_to_translator, submit
from cms.translation.status import Progress, progress_of
from cms.translation.units import Unit, units_of

UNITS_PER_PAGE = 100
UNPROCESSABLE = 422


class TranslationView(WagtailAdminTemplateMixin, View):
    """A screen about one translation, for those who may translate it."""

    header_icon = "wagtail-localize-language"
    translation: Translation

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the translation; PermissionDenied for whoever may not see it."""
        super().setup(request, *args, **kwargs)
        self.translation = get_object_or_404(
            Translation.objects.select_related("source__locale", "source__object", "target_locale"),
            pk=kwargs["translation_id"],
            enabled=True,
        )
        if not may_translate(request.user, self.translation):
            raise PermissionDenied

    @cached_property
    def target(self) -> Any:
        """The page or snippet the translation makes, if it is there."""
        return self.translation.source.object.get_instance_or_none(self.translation.target_locale)

    @property
    def language(self) -> str:
        """What the language is called here."""
        return language_name(self.translation.target_locale.language_code)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("translations:report"), "label": _("Translations")},
            {"url": self.address, "label": self.translation.source.object_repr, "sublabel": self.language},
        ]

    @property
    def address(self) -> str:
        """Of the editor."""
        return reverse("translations:edit", args=[self.translation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source, target = self.translation.source.locale, self.translation.target_locale
        return super().get_context_data(
            translation=self.translation,
            source_language=Language.of(source.language_code),
            target_language=Language.of(target.language_code),
            **kwargs,
        )


@dataclass(frozen=True)
class Language:
    """A language as a template needs it."""

    code: str
    name: str
    direction: str

    @classmethod
    def of(cls, code: str) -> "Language":
        """The language of a code, named in the language in use."""
        return cls(code, language_name(code), "rtl" if is_right_to_left(code) else "ltr")


class EditorView(TranslationView):
    """Shows and saves the words of a translation; hands them over for review; puts them online."""

    template_name = "translation/editor.html"
    page_title = gettext_lazy("Translate")

    def get_page_subtitle(self) -> str:
        return self.translation.source.object_repr

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """All units, or with ?show=open those still to be translated."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Save what was typed, then do what the button said, if all of it could be saved."""
        action = request.POST.get("action", "save")
        is_known_version = request.POST.get("version") == version_of(self.units)
        saved = save_typed(self.translation, request.POST, request.user)
        if action.startswith("suggest-"):
            self._suggest(saved.rows, action.removeprefix("suggest-"))
        elif not saved.errors:
            return self._act(action, saved.changed, is_known_version)
        else:
            messages.error(
                request,
                ngettext(
                    "%(count)s text was not saved: see below. Everything else is.",
                    "%(count)s texts were not saved: see below. Everything else is.",
                    len(saved.errors),
                )
                % {"count": len(saved.errors)},
            )
        context = self.get_context_data(rows=saved.rows, choices=saved.choices)
        return self.render_to_response(context, status=UNPROCESSABLE if saved.errors else 200)

    @cached_property
    def units(self) -> list[Unit]:
        """All units, as they were when the request came."""
        return units_of(self.translation)

    @cached_property
    def may_publish(self) -> bool:
        """Whether the user may put the translation online."""
        return may_publish(self.request.user, self.translation)

    def _suggest(self, rows: list[Row], segment_id: str) -> None:
        """Put a machine's suggestion into one field, to be read and saved by a person."""
        row = next((row for row in rows if str(row.unit.segment_id) == segment_id), None)
        if row is None:
            return
        row.error = ""
        try:
            row.text = suggesting.suggest(self.translation, row.unit)
        except suggesting.NoSuggestion as error:
            row.error = str(error)
        else:
            row.is_suggested, row.is_ticked = True, False

    def _act(self, action: str, changed: int, is_known_version: bool) -> HttpResponse:
        if action == "submit":
            self._submit()
        elif action == "publish":
            self._publish(is_known_version)
        elif changed:
            messages.success(self.request, _("Saved."))
        else:
            messages.info(self.request, _("Nothing was changed."))
        return HttpResponseRedirect(self.request.get_full_path())

    def _submit(self) -> None:
        try:
            submit(self.translation, self.request.user, self.request.POST.get("message", "").strip()[:2000])
        except NotComplete:
            messages.error(self.request, _("Saved. It can be submitted when nothing is left to translate."))
        except AlreadySubmitted:
            messages.info(self.request, _("Saved. It waits for review already."))
        else:
            messages.success(self.request, _("Submitted for review. The language lead is told."))

    def _publish(self, is_known_version: bool) -> None:
        if not self.may_publish:
            raise PermissionDenied
        if not is_known_version:
            messages.error(self.request, _("Not published: somebody changed the translation meanwhile. Look again."))
            return
        try:
            instance = publish(self.translation, self.request.user, partly="partly" in self.request.POST)
        except NotComplete:
            messages.error(self.request, _("Not published: something is not translated yet."))
        except SourceNotPublished:
            messages.error(
                self.request, _("Not published: its source is a draft, and goes online together with its translations.")
            )
        except SourceIsGone:
            messages.error(self.request, _("Not published: the page it was made from was deleted."))
        except ValidationError as error:
            for reason in messages_of(error):
                messages.error(self.request, _("Not published: %(reason)s") % {"reason": reason})
        else:
            address = getattr(instance, "full_url", None)
            buttons = [messages.button(address, _("View live"), new_window=True)] if address else []
            messages.success(
                self.request, _("“%(title)s” is online in %(language)s.") % self._names(instance), buttons=buttons
            )

    def _names(self, instance: Any) -> dict[str, str]:
        return {"title": str(instance), "language": self.language}

    def get_context_data(
        self, rows: list[Row] | None = None, choices: list[ChoiceRow] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        units = units_of(self.translation)
        shows_open = self.request.GET.get("show") == "open"
        listed: PaginatorPage[Unit] = Paginator(open_units(units) if shows_open else units, UNITS_PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        progress = progress_of([self.translation])[self.translation.pk]
        return super().get_context_data(
            rows=rows if rows is not None else rows_of(listed),
            choices=choices or (choice_rows_of(self.translation) if listed.number == 1 else []),
            listed=listed,
            shows_open=shows_open,
            version=version_of(units),
            progress=progress,
            **self._standing(progress),
            **kwargs,
        )

    def _standing(self, progress: Progress) -> dict[str, Any]:
        """What the boxes beside the units say."""
        review = last_review(self.translation)
        is_page = isinstance(self.target, Page)
        partial = PartialTranslation.objects.filter(translation=self.translation).first()
        return {
            "target": self.target,
            "is_page": is_page,
            "is_live": bool(self.target and getattr(self.target, "live", True)),
            "live_url": self.target.full_url if is_page and self.target.live else "",
            "has_local_part": is_page and bool(getattr(self.target.specific_class, "local_fields", ())),
            "is_partial": partial is not None,
            "is_ahead": SourceState.objects.filter(source=self.translation.source, is_ahead=True).exists(),
            "review": review,
            "open_review": review if review and review.state == ReviewState.OPEN else None,
            "returned": review if review and review.state == ReviewState.RETURNED else None,
            "may_publish": self.may_publish,
            "may_manage": may_manage(self.request.user, self.translation),
            "can_suggest": suggesting.is_available(self.translation) and not progress.is_complete,
        }


class ReturnView(TranslationView):
    """Gives a submitted translation back to its translator."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """With a comment, which is required."""
        if not may_publish(request.user, self.translation):
            raise PermissionDenied
        review = last_review(self.translation)
        if review is None or review.state != ReviewState.OPEN:
            messages.info(request, _("This translation does not wait for review any more."))
        else:
            try:
                return_to_translator(review, request.user, request.POST.get("comment", "")[:2000])
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
            else:
                messages.success(request, _("Returned to the translator with your comment."))
        return HttpResponseRedirect(self.address)
