"""Pictures and files: who made them, and nothing of what cameras write into them unasked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage

from home.addresses import HttpsField
from home.picture_metadata import CleanPicture, UnreadablePictureError, without_metadata


class Picture(AbstractImage):
    """A picture with its maker, and without the place, time and device a camera notes in the file."""

    credit = models.CharField(
        pgettext_lazy("who made a picture", "credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it, as they want to be named. Shown wherever the picture is."),
    )
    source_url = HttpsField(
        pgettext_lazy("where a picture comes from", "source"), blank=True, help_text=_("The page it comes from.")
    )
    licence = models.CharField(
        _("licence"),
        max_length=120,
        blank=True,
        help_text=_("Why we may use it: “CC BY-SA 4.0”, “with consent of the family, May 2024”."),
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit", "source_url", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def clean(self) -> None:
        """Clean a new file here already, so that an unreadable one is answered beside its field."""
        super().clean()
        try:
            self._forget_circumstances()
        except UnreadablePictureError as error:
            raise ValidationError({"file": _("This file cannot be read as a picture.")}) from error

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new file only after it has been cleaned: where a picture was taken can endanger who is on it."""
        self._forget_circumstances()
        super().save(*args, **kwargs)

    def _forget_circumstances(self) -> None:
        # Django has no public word for "not stored yet"; FieldFile's own save looks at the same attribute.
        if not self.file or self.file._committed or isinstance(self.file.file, CleanPicture):
            return
        self.file.file = without_metadata(self.file.file)
        self._set_image_file_metadata()


class PictureRendition(AbstractRendition):
    """A picture in one size."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_filter"
            ),
        ]


class Attachment(AbstractDocument):
    """A file to download."""

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")
