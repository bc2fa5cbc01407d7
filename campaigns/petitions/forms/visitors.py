"""What visitors type, checked and put into words that say how to mend it."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaigns.forms import CountryField, LineField, TextField, is_render_stamp_valid, render_stamp
from campaigns.petitions.addresses import MAX_LENGTH as ADDRESS_LENGTH
from campaigns.petitions.addresses import UndeliverableAddress, normal_address
from campaigns.petitions.models import COMMENT_LENGTH, NAME_LENGTH, PLACE_LENGTH, Petition
from campaigns.petitions.offers import Offer


def form_time_stamp(petition: Petition) -> str:
    """The hour the form was rendered, signed."""
    return render_stamp("petitions", petition.reference)


def is_form_time_valid(stamp: str, petition: Petition) -> bool:
    """Whether the stamp is ours, for this petition, and at most 14 days old."""
    return is_render_stamp_valid(stamp, "petitions", petition.reference)


class AddressField(forms.CharField):
    """An e-mail address that mail can be sent to, in its normal form."""

    widget = forms.EmailInput(
        attrs={
            "autocomplete": "email",
            "inputmode": "email",
            "autocapitalize": "off",
            "spellcheck": "false",
            "dir": "ltr",
        }
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault(
            "error_messages", {"required": _("Enter your e-mail address: you confirm your signature by mail.")}
        )
        super().__init__(**kwargs)
        # The browser stops at the length; the server says in words what is wrong instead of counting characters.
        self.widget.attrs["maxlength"] = ADDRESS_LENGTH

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\x00", "")

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return normal_address(typed)
        except UndeliverableAddress as error:
            message = (
                _("Mail cannot be delivered to addresses with special letters before the @. Use another address.")
                if error.foreign_letters
                else _("Enter an e-mail address like name@example.org.")
            )
            raise forms.ValidationError(message, code="undeliverable") from error


class VersionField(forms.Field):
    """Which version of a wording the page showed, by its key: it may have been kept, or open for hours."""

    widget = forms.HiddenInput
    versions: Mapping[int, Model] = {}

    def to_python(self, value: Any) -> Model | None:
        if value in self.empty_values:
            return None
        try:
            return self.versions[int(value)]
        except (KeyError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error


class SignForm(forms.Form):
    """The sign form of one petition, in the active language."""

    name = LineField(
        label=_("Full name"),
        max_length=NAME_LENGTH,
        error_messages={
            "required": _("Enter your name."),
            "max_length": ngettext_lazy(
                "Shorten your name to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten your name to at most %(limit_value)d characters (it has %(show_value)d).",
                "limit_value",
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto"}),
    )
    email = AddressField(help_text=_("You get one mail with a link. The signature counts once you have confirmed."))
    country = CountryField(label=_("Country"), error_messages={"required": _("Choose the country you live in.")})
    place = LineField(
        label=_("Town or city (optional)"),
        required=False,
        max_length=PLACE_LENGTH,
        error_messages={
            "max_length": ngettext_lazy(
                "Shorten the place to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten the place to at most %(limit_value)d characters (it has %(show_value)d).",
                "limit_value",
            )
        },
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "dir": "auto"}),
    )
    comment = TextField(
        label=_("Why I sign (optional)"),
        required=False,
        max_length=COMMENT_LENGTH,
        help_text=_("Up to 500 characters. Not shown to anybody unless the organisation approves it."),
        error_messages={
            "max_length": ngettext_lazy(
                "Shorten your comment to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten your comment to at most %(limit_value)d characters (it has %(show_value)d).",
                "limit_value",
            )
        },
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    wants_updates = forms.BooleanField(required=False)
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    consent = VersionField(
        error_messages={
            "required": _("The privacy notice is missing. Read it again below, and sign once more."),
            "invalid_choice": _("The privacy notice was changed meanwhile. Read it again below, and sign once more."),
        },
    )
    text = VersionField(
        required=False,
        error_messages={"invalid_choice": _("This page is out of date. Read the petition again, and sign it here.")},
    )
    form_time = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        self.offer = offer
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        if self.is_bound:
            cast(VersionField, self.fields["consent"]).versions = offer.consents
            cast(VersionField, self.fields["text"]).versions = offer.texts
        self.fields["wants_updates"].label = offer.consent.updates_label
        if not offer.petition.asks_place:
            del self.fields["place"]
        if not offer.petition.asks_comment or offer.petition.is_sensitive:
            del self.fields["comment"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was rendered too long ago or elsewhere; the form comes back filled in and fresh."""
        data = super().clean() or {}
        if not is_form_time_valid(data.get("form_time", ""), self.offer.petition):
            self.add_error(
                None, _("This page had been open for too long. Everything you typed is still here: sign once more.")
            )
        return data

    @property
    def fresh(self) -> "dict[str, str]":
        """Values for the hidden fields: today's, not the ones that came in."""
        return {
            "consent": str(self.offer.consent.pk),
            "text": str(self.offer.text.pk) if self.offer.text else "",
            "form_time": form_time_stamp(self.offer.petition),
        }


class ResendForm(forms.Form):
    """Asks only where to write."""

    email = AddressField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"label_suffix": "", "auto_id": "resend_%s"}
        super().__init__(*args, **kwargs)


class UpdatesForm(forms.Form):
    """A signer's choice about updates."""

    wants_updates = forms.BooleanField(required=False)


class WithdrawForm(forms.Form):
    """Taking a signature back needs a tick, so that no stray click erases it."""

    is_sure = forms.BooleanField(
        label=_("Yes, take my signature back and erase my data"),
        error_messages={"required": _("Tick the box to say that you are sure.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
