"""What a translation takes over from its source but may choose otherwise: addresses of links, pictures, documents."""

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from .labels import Whereabouts, whereabouts

MAIL_TO = "mailto:"


@dataclass(frozen=True)
class Choice:
    """A value of the source, and the one chosen instead, if any.

    `model` is None for an address of a link, else what the value is the primary key of.
    """

    segment_id: int
    context_id: int
    where: Whereabouts
    model: type[models.Model] | None
    source: Any
    chosen: Any = None

    @property
    def label(self) -> str:
        """The labels of the place, outermost first."""
        return " › ".join(self.where.labels)

    @property
    def shown_source(self) -> str:
        """What the source has here, in words."""
        if self.model is None:
            return str(self.source)
        record = self.model._default_manager.filter(pk=self.source).first()
        return str(record) if record else ""

    def field(self) -> forms.Field:
        """The form field to choose another value with; empty takes over the source's."""
        if self.model is None:
            return forms.CharField(required=False, max_length=2000, validators=[check_address])
        widgets = {get_image_model(): AdminImageChooser, get_document_model(): AdminDocumentChooser}
        return forms.ModelChoiceField(self.model._default_manager.all(), required=False, widget=widgets[self.model]())


def check_address(address: str) -> None:
    """Refuse what no browser should be led to from a published page."""
    try:
        if address.startswith(MAIL_TO):
            validate_email(address.removeprefix(MAIL_TO))
        else:
            URLValidator(schemes=["https", "http"])(address)
    except ValidationError as error:
        raise ValidationError(_("Enter a whole address, beginning with https:// or mailto:")) from error


def choices_of(translation: Translation) -> list[Choice]:
    """The addresses, pictures and documents of a translation, in the order of the page.

    Pages are left out: a link to a page finds the page in the reader's language by itself.
    """
    model = translation.source.specific_content_type.model_class()
    segments = OverridableSegment.objects.filter(source=translation.source).select_related("context").order_by("order")
    chosen = {
        override.context_id: override.data
        for override in SegmentOverride.objects.filter(
            locale=translation.target_locale, context__object_id=translation.source.object_id
        )
    }
    found = []
    for segment in segments:
        where = whereabouts(model, segment.context.field_path or segment.context.path) if model else Whereabouts()
        kind = where.chooses
        if isinstance(segment.data, int) and kind not in {get_image_model(), get_document_model()}:
            continue
        found.append(
            Choice(
                segment_id=segment.pk,
                context_id=segment.context_id,
                where=where,
                model=kind if isinstance(segment.data, int) else None,
                source=segment.data,
                chosen=chosen.get(segment.context_id),
            )
        )
    return found


def save_choice(translation: Translation, choice: Choice, value: Any, user: object) -> bool:
    """Keep what was chosen instead of the source's value; an empty value takes the choice back. Says if it changed."""
    value = getattr(value, "pk", value) or None
    if value == choice.chosen or (value == choice.source and choice.chosen is None):
        return False
    place = {"locale": translation.target_locale, "context_id": choice.context_id}
    if value is None or value == choice.source:
        SegmentOverride.objects.filter(**place).delete()
        return True
    SegmentOverride.objects.update_or_create(
        **place,
        defaults={
            "data_json": json.dumps(value),
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )
    return True
