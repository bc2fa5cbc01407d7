"""What a publisher decides when an update is mailed."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from .models import Mailing


class MailingForm(forms.ModelForm):
    """When, how fast, and whether those read the original whose language is missing."""

    starts_at = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=_("Empty: at once."),
    )
    in_original = forms.BooleanField(
        label=_("Those whose language is missing get the original"),
        required=False,
        initial=True,
        help_text=_("Otherwise they get nothing, also if it is translated later."),
    )

    class Meta:
        model = Mailing
        fields = ["in_original", "starts_at", "pace"]

    def __init__(self, *args: Any, has_missing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_missing:
            del self.fields["in_original"]

    def clean_starts_at(self) -> Any:
        """Not in the past: a slip of the year would send at once."""
        starts_at = self.cleaned_data["starts_at"]
        if starts_at and starts_at < timezone.now():
            raise forms.ValidationError(_("This time is over. Leave it empty to send at once."))
        return starts_at
