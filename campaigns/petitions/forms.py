"""What visitors and counters of sheets type, checked and put into words that say how to mend it."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.forms import CountryField, LineField, TextField, is_render_stamp_valid, render_stamp
from campaigns.printing.letter import Paper
from campaigns.printing.sheet import Layout

from .addresses import MAX_LENGTH as ADDRESS_LENGTH
from .addresses import UndeliverableAddress, normal_address
from .models import CHECKED_STATES, MOST_LINES, ConsentText, Petition, PetitionPage, Sheet
from .models.sheet import check_number
from .printable import numbers_from
from .sheets import enter

NAME_LENGTH = 200
PLACE_LENGTH = 120
COMMENT_LENGTH = 500
MOST_SHEETS = 200
COUNTED_ALREADY = _("This sheet is counted. Take it out of the count before you change it.")


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
    consent = forms.ModelChoiceField(
        queryset=ConsentText.objects.all(),
        widget=forms.HiddenInput,
        error_messages={
            "required": _("The privacy notice is missing. Read it again below, and sign once more."),
            "invalid_choice": _("The privacy notice was changed meanwhile. Read it again below, and sign once more."),
        },
    )
    form_time = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, petition: Petition, consent_text: ConsentText, **kwargs: Any) -> None:
        self.petition = petition
        self.consent_text = consent_text
        kwargs["initial"] = {"consent": consent_text.pk, "form_time": form_time_stamp(petition)}
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.fields["wants_updates"].label = consent_text.updates_label
        if not petition.asks_place:
            del self.fields["place"]
        if not petition.asks_comment or petition.is_sensitive:
            del self.fields["comment"]

    def clean(self) -> dict[str, Any]:
        """Refuse what was rendered too long ago or elsewhere; the form comes back filled in and fresh."""
        data = super().clean() or {}
        if not is_form_time_valid(data.get("form_time", ""), self.petition):
            self.add_error(
                None, _("This page had been open for too long. Everything you typed is still here: sign once more.")
            )
        return data

    @property
    def fresh(self) -> "dict[str, str]":
        """Values for the hidden fields of the page that shows the errors: today's, not the ones that came in."""
        return {"consent": str(self.consent_text.pk), "form_time": form_time_stamp(self.petition)}


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


class SheetForm(WagtailAdminModelForm):
    """A sheet as the first person counts it. Whoever changes it later is the first person then."""

    def clean(self) -> dict[str, Any]:
        """Leave alone what is in the count."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk and Sheet.objects.filter(pk=self.instance.pk, state__in=CHECKED_STATES).exists():
            raise forms.ValidationError(COUNTED_ALREADY)
        return cleaned

    def save(self, commit: bool = True) -> Sheet:
        """Keep it until a second person has counted, too."""
        sheet: Sheet = super().save(commit=False)
        if commit:
            enter(sheet, self.for_user)
        return sheet


class CheckForm(forms.Form):
    """How many valid lines the second person counts."""

    lines = forms.IntegerField(
        label=_("Valid signatures you have counted"),
        min_value=1,
        max_value=MOST_LINES,
        help_text=_("Count the sheet yourself. What the first person counted is not shown, so that two counts agree."),
    )


class UndoForm(forms.Form):
    """Why a sheet goes out of the count."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Stands in the history of the sheet."))


class BatchForm(forms.Form):
    """A pile of numbered sheets for one collector."""

    page = forms.ModelChoiceField(
        label=_("Petition and language"),
        queryset=PetitionPage.objects.none(),
        help_text=_("Only what is published can be printed."),
    )
    layout = forms.ChoiceField(
        label=pgettext_lazy("of a sheet of paper", "Layout"),
        choices=[
            (Layout.PORTRAIT, pgettext_lazy("layout of a sheet", "Upright")),
            (Layout.LANDSCAPE, pgettext_lazy("layout of a sheet", "Landscape")),
        ],
    )
    paper = forms.ChoiceField(label=_("Paper"), choices=[(Paper.A4, "A4"), (Paper.LETTER, "US Letter")])
    beginning = forms.CharField(
        label=_("Numbers begin with"),
        max_length=10,
        required=False,
        help_text=_("A sign for the collector: B- gives B-001, B-002 … Empty: numbers only."),
    )
    first = forms.IntegerField(label=_("First number"), min_value=1, max_value=999_999, initial=1)
    count = forms.IntegerField(label=_("How many sheets"), min_value=1, max_value=MOST_SHEETS, initial=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pages = PetitionPage.objects.live().public().select_related("locale").order_by("title")
        cast("forms.ModelChoiceField", self.fields["page"]).queryset = pages

    def clean(self) -> dict[str, Any]:
        """Make the numbers, and refuse those that are on sheets already entered."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        numbers = numbers_from(cleaned["beginning"].strip().upper(), cleaned["first"], cleaned["count"])
        try:
            check_number(numbers[-1])
        except forms.ValidationError as error:
            self.add_error("beginning", error)
            return cleaned
        taken = Sheet.objects.filter(petition=cleaned["page"].petition, number__in=numbers).order_by("number").first()
        if taken:
            self.add_error("first", _("The sheet %(number)s is entered already.") % {"number": taken.number})
        return {**cleaned, "numbers": numbers}
