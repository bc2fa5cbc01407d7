"""What belongs to a translation beside its words: its preview, its local part, and letting it go its own way."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Page, PreviewableMixin
from wagtail_localize.models import Translation

from cms.translation.permissions import may_manage
from cms.translation.publishing import SourceIsGone, assemble

from .editor import UNPROCESSABLE, TranslationView


class PreviewView(TranslationView):
    """The page or snippet as it would go online now."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """What is not translated yet stands there in the source language."""
        try:
            instance = assemble(self.translation)
        except SourceIsGone as error:
            raise Http404 from error
        if not isinstance(instance, PreviewableMixin) or not instance.is_previewable():
            raise Http404
        return instance.make_preview_request(request, instance.default_preview_mode)


class LocalPartView(TranslationView):
    """The part of a page that belongs to one language only."""

    template_name = "translation/local_part.html"
    page_title = gettext_lazy("Only in this language")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only pages have such a part; its newest draft is what is edited."""
        super().setup(request, *args, **kwargs)
        if not isinstance(self.target, Page) or not getattr(self.target.specific_class, "local_fields", ()):
            raise Http404
        self.page = self.target.get_latest_revision_as_object()
        panels = [FieldPanel(field) for field in self.page.local_fields]
        self.panels = ObjectList(panels, base_form_class=WagtailAdminModelForm).bind_to_model(type(self.page))

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The form."""
        return self.render_to_response(self.get_context_data(form=self._form()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep it as a draft; it goes online with the translation."""
        form = self._form(request.POST, request.FILES)
        if not form.is_valid():
            messages.validation_error(request, _("This could not be saved: see below."), form)
            return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)
        page = form.save(commit=False)
        page.save_revision(user=request.user, changed=True)
        messages.success(request, _("Saved. It goes online when the translation is published."))
        return HttpResponseRedirect(self.address)

    def _form(self, *data: Any) -> WagtailAdminModelForm:
        return self.panels.get_form_class()(*data, instance=self.page, for_user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panel = self.panels.get_bound_panel(instance=self.page, request=self.request, form=kwargs["form"])
        media = kwargs["form"].media + panel.media
        return super().get_context_data(panel=panel, media=media, **kwargs)


class DetachView(TranslationView):
    """Lets a page or snippet go its own way, no longer a translation of its source."""

    template_name = "translation/detach.html"
    page_title = gettext_lazy("Detach from its source")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """For those who may edit both ends of it."""
        super().setup(request, *args, **kwargs)
        if not may_manage(request.user, self.translation):
            raise PermissionDenied

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Say what it means, and ask."""
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Detach."""
        Translation.objects.filter(pk=self.translation.pk).update(enabled=False)
        messages.success(request, _("Detached. It is edited like any other page from now on."))
        return HttpResponseRedirect(edit_address(self.target))


def edit_address(record: Any) -> str:
    """Where Wagtail edits a page or snippet."""
    if isinstance(record, Page):
        return reverse("wagtailadmin_pages:edit", args=[record.pk])
    return reverse(record.snippet_viewset.get_url_name("edit"), args=[record.pk])


def lead_to_editor(request: HttpRequest, record: Any) -> HttpResponse | None:
    """Hook before a page or snippet is edited: a translation is edited in the translation editor."""
    translation = Translation.objects.filter(
        source__object_id=getattr(record, "translation_key", None),
        source__object__content_type=_base_type(record),
        target_locale_id=getattr(record, "locale_id", None),
        enabled=True,
    ).first()
    return HttpResponseRedirect(reverse("translations:edit", args=[translation.pk])) if translation else None


def _base_type(record: Any) -> Any:
    model = record.get_translation_model() if hasattr(record, "get_translation_model") else type(record)
    return ContentType.objects.get_for_model(model)
