"""What money is given for: a page with a reference, and the words that stand on bank transfers beside it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, get_page_models
from wagtail_localize.fields import TranslatableField

from campaigns.pages import ContentPage
from campaigns.references import LONGEST_REFERENCE

LONGEST_WORDS = 140 - LONGEST_REFERENCE - 1


class Cause(ContentPage):
    """A page whose reference tells the organisation what a gift is for. A concrete page adds `reference`."""

    payment_purpose = models.CharField(
        _("words on bank transfers"),
        max_length=LONGEST_WORDS,
        blank=True,
        help_text=_(
            "What stands in the purpose of a transfer, before the reference, which is added: “Donation”. Banks pass on "
            "Latin letters and digits only; others are rewritten. Empty: “Donation” in the language of the page."
        ),
    )

    reference: str
    translated_fields = [*ContentPage.translated_fields, TranslatableField("payment_purpose")]

    class Meta:
        abstract = True


def cause_of(page: Page | None) -> Cause | None:
    """The cause a page belongs to: the page itself, or the nearest one above it."""
    if page is None or isinstance(page, Cause):
        return page
    if not page.path:
        return None
    above = Page.objects.ancestor_of(page).type(Cause).order_by("-depth").first()
    return above.specific if above else None


def published_causes(reference: str) -> list[Cause]:
    """The pages of a cause that everybody may read, in all languages."""
    kinds = [model for model in get_page_models() if issubclass(model, Cause)]
    found = (model.objects.live().public().filter(reference=reference).select_related("locale") for model in kinds)
    return [page for pages in found for page in pages]
