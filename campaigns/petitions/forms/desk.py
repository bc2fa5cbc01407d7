"""What is typed at a petition's desk: its end, its outcome, and rules for invalidating."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from campaigns.countries import country_choices
from campaigns.petitions.models import Petition, Risk, Rule, Source

ANYTHING = ("", pgettext_lazy("filter", "All"))
RULE_FIELDS = ("risk", "country", "source", "since", "until", "domain", "name")
FIELDS_WITH_NAMES = ("domain", "name")
DOMAIN_HELP = _("What stands behind the @, such as example.org; mail.example.org is meant, too.")
NOTHING_SAID = _("Say at least one thing: without a rule it would be all signatures.")


class EndForm(forms.Form):
    """A new end."""

    closes_at = forms.DateTimeField(label=_("Move the end"), widget=AdminDateTimeInput)

    def __init__(self, *args: Any, petition: Petition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.petition = petition

    def clean_closes_at(self) -> Any:
        """A moment to come, and after the beginning."""
        moment = self.cleaned_data["closes_at"]
        if moment <= timezone.now():
            raise forms.ValidationError(_("Choose a time to come. To end the petition at once, close it below."))
        if self.petition.opens_at and moment <= self.petition.opens_at:
            raise forms.ValidationError(_("A petition has to open before it closes."))
        return moment


class OutcomeForm(forms.ModelForm[Petition]):
    """What became of it."""

    class Meta:
        model = Petition
        fields = ["outcome", "handed_over_on"]
        widgets = {"handed_over_on": AdminDateInput}


def _countries() -> list[tuple[Any, Any]]:
    return [ANYTHING, *country_choices()]


class RuleForm(forms.Form):
    """Which signatures are invalidated: all that is filled in has to fit."""

    risk = forms.ChoiceField(
        label=pgettext_lazy("of a signature", "Risk"),
        choices=[ANYTHING, *((risk.value, risk.label) for risk in Risk if risk)],
        required=False,
        help_text=_("What was noticed when they signed. Network addresses are not stored, so this is all there is."),
    )
    since = forms.DateTimeField(label=_("Signed from"), required=False, widget=AdminDateTimeInput)
    until = forms.DateTimeField(label=_("Signed before"), required=False, widget=AdminDateTimeInput)
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    source = forms.ChoiceField(
        label=pgettext_lazy("of a signature", "Source"), choices=[ANYTHING, *Source.choices], required=False
    )
    domain = forms.RegexField(
        r"^@?([^@\s.*]+\.)+[^@\s.*]+$",
        label=_("Mail domain"),
        required=False,
        max_length=253,
        help_text=DOMAIN_HELP,
        error_messages={"invalid": DOMAIN_HELP},
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("Name pattern"),
        required=False,
        max_length=200,
        help_text=_("The whole name; * stands for anything: test* or *asdf*. Capitals make no difference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, *args: Any, may_see_names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_see_names:
            # Asking for names by pattern would be a way to learn them.
            for field in FIELDS_WITH_NAMES:
                del self.fields[field]

    def clean_domain(self) -> str:
        """As it stands in addresses."""
        return str(self.cleaned_data["domain"]).removeprefix("@").lower()

    def clean(self) -> dict[str, Any]:
        """Never all signatures; times in their order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        name = cleaned.get("name", "")
        if name and not name.replace("*", "").strip():
            self.add_error("name", NOTHING_SAID)
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", _("This day is before the first one."))
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(NOTHING_SAID)
        return cleaned

    @property
    def rule(self) -> Rule:
        """What was typed, as a rule."""
        cleaned = self.cleaned_data
        moments = {name: cleaned[name].isoformat() for name in ("since", "until") if cleaned.get(name)}
        texts = {name: cleaned.get(name) or "" for name in RULE_FIELDS if name not in {"since", "until"}}
        return Rule(**texts, **moments)
