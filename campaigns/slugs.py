"""The last part of a page's address: ASCII, and the same in all languages."""

from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import WagtailAdminPageForm

LONGEST_SUGGESTION = 80
NOT_ASCII = _("Use letters a–z, digits and hyphens: the address is the same in all languages, and is printed on paper.")
FREE_ADDRESS = _("The end of the page's address, the same in all languages. Empty: it is made from the title.")
SHARED_ADDRESS = _(
    "The address is the same in all languages. Change it on the page this one is a translation of; the old addresses "
    "then lead on."
)


def check_slug(slug: str) -> None:
    """Refuse what cannot be typed on every keyboard."""
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise ValidationError(NOT_ASCII, code="not_ascii") from error


def slug_from(title: str) -> str:
    """A slug made of a title in any script."""
    slug = slugify(anyascii(title)).replace("_", "-")
    if len(slug) > LONGEST_SUGGESTION:
        words, _hyphen, _rest = slug[: LONGEST_SUGGESTION + 1].rpartition("-")
        slug = words or slug[:LONGEST_SUGGESTION]
    return slug or "page"


class SharedSlugForm(WagtailAdminPageForm):
    """A page's form that says what is wrong with a slug, where Wagtail's would drop letters without a word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slug = self.fields.get("slug")
        if slug is None:
            return
        # An empty slug is made from the title when the page is saved; all other checks are in `clean_slug`.
        slug.required = False
        slug.validators = []
        slug.disabled = self.instance.shares_slug
        slug.help_text = SHARED_ADDRESS if slug.disabled else FREE_ADDRESS
        actions = slug.widget.attrs.get("data-action", "").split()
        slug.widget.attrs["data-action"] = " ".join(action for action in actions if not action.startswith("blur->"))

    def clean_slug(self) -> str:
        """The slug as typed, if it is ASCII."""
        slug = self.cleaned_data["slug"].strip()
        if slug:
            check_slug(slug)
        return slug
