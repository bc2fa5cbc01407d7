"""A web address in a block: https only, so that nobody can read along or change what our readers see."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import URLBlock


def check_https(address: str) -> None:
    """Refuse an address that is not https."""
    if not address.lower().startswith("https://"):
        raise ValidationError(_("Begin the address with https://, as in https://www.ohchr.org/en/."), code="not_https")


class HttpsBlock(URLBlock):
    """An https address."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", "")
        kwargs.setdefault("validators", (check_https,))
        super().__init__(**kwargs)


DECONSTRUCT_ALIASES = {HttpsBlock: "wagtail.blocks.URLBlock"}
