"""What people type who write a letter, checked and put into words that say how to mend it. Nothing of it is stored."""

import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from campaigns.forms import CountryField, LineField, is_render_stamp_valid, render_stamp
from campaigns.wording import clean_letter

from .blocks import SUBJECT_LENGTH
from .composing import FinishedLetter, Wording, Writer, finish, missing_values
from .models import AppealLetter, AppealLetterPage, Recipient
from .models.page import LETTER_LENGTH

ALL = "all"
ADDRESS_LINES = 4
LINE_LENGTH = 80

ASK_FOR = {
    "name": _("The letter says {name}: enter your name, or take {name} out of the letter."),
    "place": _("The letter says {place}: enter your town, or take {place} out of the letter."),
    "profession": _("The letter says {profession}: enter yours, or take {profession} out of the letter."),
}


class LetterField(forms.CharField):
    """A letter as it was typed, without what is invisible."""

    def to_python(self, value: Any) -> str:
        return clean_letter(super().to_python(value) or "")


def _too_long(one: Any, many: Any) -> dict[str, Any]:
    return {"max_length": ngettext_lazy(one, many, "limit_value")}


class WriteForm(forms.Form):
    """The letter of one page, to be made one's own: to whom, in which words, from whom."""

    recipient = forms.ChoiceField(
        label=_("To whom do you write?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose to whom you write."),
            "invalid_choice": _("Choose somebody from the list."),
        },
    )
    country = CountryField(
        label=_("Country you post it in"),
        help_text=_("Decides which address the letter gets, the paper, and what a stamp costs."),
        error_messages={"required": _("Choose the country you post the letter in.")},
    )
    subject = LineField(
        label=pgettext_lazy("of a letter", "Subject"),
        max_length=SUBJECT_LENGTH,
        error_messages={
            "required": _("Enter a subject."),
            **_too_long(
                "Shorten the subject to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten the subject to at most %(limit_value)d characters (it has %(show_value)d).",
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    text = LetterField(
        label=_("Your letter"),
        strip=False,
        max_length=LETTER_LENGTH,
        help_text=_("Change what you like: own words weigh more. Salutation and closing are added."),
        error_messages={
            "required": _("Write something, or go back to the prepared letter."),
            **_too_long(
                "Shorten the letter to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten the letter to at most %(limit_value)d characters (it has %(show_value)d).",
            ),
        },
        widget=forms.Textarea(attrs={"rows": 16, "autocomplete": "off"}),
    )
    name = LineField(
        label=_("Your name"),
        max_length=LINE_LENGTH,
        error_messages={
            "required": _("Enter your name: it stands below the letter."),
            **_too_long(
                "Shorten your name to at most %(limit_value)d character (it has %(show_value)d).",
                "Shorten your name to at most %(limit_value)d characters (it has %(show_value)d).",
            ),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false", "dir": "auto"}),
    )
    address = LetterField(
        label=_("Your address (optional)"),
        required=False,
        max_length=ADDRESS_LINES * LINE_LENGTH,
        help_text=_("Street, then postcode and town, a line each. An answer can reach you only with it."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address", "dir": "auto"}),
    )
    place = LineField(
        label=_("Town or city (optional)"),
        required=False,
        max_length=LINE_LENGTH,
        help_text=_("Stands before the date, and where the letter says {place}."),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "dir": "auto"}),
    )
    profession = LineField(
        label=_("What you do (optional)"),
        required=False,
        max_length=LINE_LENGTH,
        help_text=_("Goes where the letter says {profession}: a teacher, a student, a nurse."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    language = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, page: AppealLetterPage, wording: Wording, **kwargs: Any) -> None:
        self.page = page
        self.wording = wording
        kwargs["initial"] = {"language": wording.language, "subject": wording.subject, "text": wording.text}
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self._offer_recipients()
        for name in {"subject", "text"} & set(self.fields):
            self.fields[name].widget.attrs |= {"lang": wording.language, "dir": wording.direction}
        words = "".join([wording.subject, wording.text, self.data.get("subject", ""), self.data.get("text", "")])
        if "{profession}" not in words:
            del self.fields["profession"]
        if page.record.is_to_prisoner:
            # A card has no subject, and says no more of its writer than the words that were prepared.
            del self.fields["address"], self.fields["subject"]
            if "{place}" not in words:
                del self.fields["place"]

    def _offer_recipients(self) -> None:
        offered = self.page.shown_recipients
        if len(offered) < 2:
            del self.fields["recipient"]
            return
        names = [(str(recipient.pk), str(shown)) for recipient, shown in offered]
        field = cast(forms.ChoiceField, self.fields["recipient"])
        field.choices = [*names, (ALL, _("To all of them: a letter each"))]

    def clean_address(self) -> str:
        """Refuse more lines than fit above the window."""
        address = self.cleaned_data["address"]
        if len(address.splitlines()) > ADDRESS_LINES:
            raise forms.ValidationError(
                ngettext_lazy(
                    "Use at most %(count)d line for your address.",
                    "Use at most %(count)d lines for your address.",
                    ADDRESS_LINES,
                )
                % {"count": ADDRESS_LINES}
            )
        return address

    def clean(self) -> dict[str, Any]:
        """Refuse a letter that would go out with holes in it."""
        data = super().clean() or {}
        words = f"{data.get('subject', '')}\n{data.get('text', '')}"
        for name in missing_values(words, self._writer(data)):
            if self.has_error(name):
                continue
            self.add_error(name if name in self.fields else "text", ASK_FOR[name])
        return data

    def _writer(self, data: dict[str, Any]) -> Writer:
        return Writer(
            name=data.get("name", ""),
            country=data.get("country", ""),
            address=tuple(filter(None, data.get("address", "").splitlines())),
            place=data.get("place", ""),
            profession=data.get("profession", ""),
        )

    @property
    def as_written(self) -> Wording:
        """The letter as the writer left it."""
        subject = self.cleaned_data.get("subject", self.wording.subject)
        return Wording(self.wording.language, subject, self.cleaned_data["text"])

    @property
    def recipients(self) -> list[Recipient]:
        """Those it goes to; only after the form was found valid."""
        chosen = self.cleaned_data.get("recipient", ALL)
        return [one for one in self.page.chosen_recipients if chosen in {ALL, str(one.pk)}]

    def finished(self, on: datetime.date) -> list[FinishedLetter]:
        """A letter to each recipient, dated `on`; only after the form was found valid."""
        writer = self._writer(self.cleaned_data)
        return [
            finish(self.as_written, writer, recipient.addressee(self.wording.language, writer.country), on)
            for recipient in self.recipients
        ]


class SentForm(forms.Form):
    """Somebody says that they have sent it; only the country is kept, and only as a number."""

    country = CountryField(label=_("Country you posted it in"), required=False)
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    form_time = forms.CharField(widget=forms.HiddenInput, required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, letter: AppealLetter, **kwargs: Any) -> None:
        self.letter = letter
        kwargs["label_suffix"] = ""
        kwargs.setdefault("auto_id", "sent_%s")
        kwargs["initial"] = {"form_time": render_stamp("letters", letter.reference), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    @property
    def is_by_a_person(self) -> bool:
        """Whether the form is ours, not too old, and filled in by somebody who sees what people see."""
        data = self.cleaned_data
        return not data["website"] and is_render_stamp_valid(data["form_time"], "letters", self.letter.reference)
