"""What data officers type about signers: whom to look for, and what is put right."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.forms import CountryField, LineField, TextField
from campaigns.petitions.models import COMMENT_LENGTH, NAME_LENGTH, PLACE_LENGTH, Signature

from .visitors import AddressField


class FindForm(forms.Form):
    """Whom to look for. The address is looked for by its key and never stored."""

    email = AddressField(
        error_messages={"required": _("Enter an e-mail address like name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class CorrectForm(forms.Form):
    """What a signer asks to have put right."""

    name = LineField(
        label=pgettext_lazy("a person's", "Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
    )
    country = CountryField(label=_("Country"), widget=forms.Select(attrs={"autocomplete": "off"}))
    place = LineField(
        label=pgettext_lazy("where a signer lives", "Place"),
        required=False,
        max_length=PLACE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    comment = TextField(
        label=pgettext_lazy("a signer's", "Comment"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    @classmethod
    def of(cls, signature: Signature, data: Any = None) -> "CorrectForm":
        """The form with what stands there now."""
        person = signature.person
        initial = {"country": signature.country}
        if person:
            initial |= {"name": person.name, "place": person.place, "comment": person.comment}
        return cls(data, initial=initial)
