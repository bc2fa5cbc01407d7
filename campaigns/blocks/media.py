"""Blocks of pictures and files: image, document, video."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.images.models import AbstractImage

from .groups import MEDIA
from .lines import LineBlock
from .links import HttpsBlock
from .text import FormattedBlock

CAPTION_FEATURES = ["bold", "italic", "link"]


def sample_picture() -> AbstractImage | None:
    """A picture for previews: the oldest of the collection every editor sees, if there is one."""
    return get_image_model().objects.filter(collection__depth=1).order_by("pk").first()


class ImageFigureBlock(blocks.StructBlock):
    never_suggest = ("credit",)

    image = ImageBlock(
        label=_("Picture"),
        help_text=_(
            "Describe what it shows and why it matters here. Mark it as decorative only if nothing is lost without it."
        ),
    )
    caption = FormattedBlock(label=pgettext_lazy("of a picture", "Caption"), required=False, features=CAPTION_FEATURES)
    credit = LineBlock(
        label=pgettext_lazy("who made a picture", "Credit"),
        required=False,
        max_length=200,
        help_text=_("Who made it. Empty: the credit kept with the picture is shown."),
    )
    source = HttpsBlock(label=_("Link to the source"), required=False)
    layout = blocks.ChoiceBlock(
        label=pgettext_lazy("of a picture", "Width"),
        choices=[
            ("text", pgettext_lazy("width of a picture", "As wide as the text")),
            ("wide", pgettext_lazy("width of a picture", "Wider than the text")),
        ],
        default="text",
        search_index=False,
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("A picture with description, caption and credit.")
        group = MEDIA
        template = "blocks/image.html"
        form_layout = blocks.BlockGroup(children=["image", "caption", "credit", "source"], settings=["layout"])

    def get_preview_value(self) -> blocks.StructValue:
        """Any picture there is, under a caption."""
        picture = sample_picture()
        return self.normalize(
            {
                "image": picture and self.child_blocks["image"].to_python(picture.pk),
                "caption": "<p>The river that marks the border, seen from the southern bank.</p>",
                "credit": _("A photographer of the region"),
                "source": "",
                "layout": "text",
            }
        )


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    label = LineBlock(
        label=_("Link text"),
        required=False,
        max_length=160,
        help_text=_("What people get. Empty: the title of the file. Type and size are added."),
    )

    class Meta:
        icon = "download"
        label = pgettext_lazy("noun", "Download")
        description = _("A file to download, with its type and size.")
        group = MEDIA
        template = "blocks/document.html"
        preview_value: dict[str, Any] = {"document": None, "label": _("Our report to the United Nations")}


class VideoBlock(blocks.StructBlock):
    title = LineBlock(label=pgettext_lazy("of a work", "Title"), max_length=150)
    url = HttpsBlock(
        label=_("Link to the video"), help_text=_("Nothing is loaded from there until somebody follows the link.")
    )
    poster = ImageChooserBlock(label=_("Still picture"), required=False)
    duration = LineBlock(
        label=pgettext_lazy("of a video", "Length"),
        required=False,
        max_length=20,
        help_text=_("Minutes and seconds: “4:32”."),
    )
    transcript = FormattedBlock(
        label=_("Transcript"),
        required=False,
        features=["bold", "italic"],
        help_text=_("What is said and shown, for people who do not hear or see it, and for those who save data."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"
        description = _("A picture that leads to a video elsewhere, with a transcript.")
        group = MEDIA
        template = "blocks/video.html"

    def get_preview_value(self) -> blocks.StructValue:
        """A link to a video under any picture there is."""
        return self.normalize(
            {
                "title": _("Two sisters tell of their flight"),
                "url": "https://video.example.org/sisters",
                "poster": sample_picture(),
                "duration": "4:32",
                "transcript": "<p>We walked at night and slept in the reeds.</p>",
            }
        )
