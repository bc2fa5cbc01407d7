"""What the office types to bring signatures in, take them out, hand them over and erase them."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from campaigns.countries import country_choices
from campaigns.petitions.exchange.columns import FIELDS, label_of
from campaigns.petitions.exchange.exporting import FILTERS, allowed_purposes
from campaigns.petitions.models import Export, ExportPurpose, Import, Source
from campaigns.petitions.permissions import may_export_names, petitions_for
from campaigns.tables.csvfile import DELIMITERS, ENCODINGS

from .visitors import AddressField

SETTINGS = ("country", "language", "counts_namesakes")


class ImportForm(WagtailAdminModelForm):
    """A file of signatures, and on what grounds they are held."""

    upload = forms.FileField(
        label=pgettext_lazy("with signatures", "File"),
        help_text=_(
            "CSV, XLSX or ODS, at most 50 MB. The first row names the columns: name, e-mail address, country, place … "
            "Nothing is added before you have seen what would happen."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods"}),
    )

    class Meta:
        model = Import
        fields = ["petition", "basis", "basis_note", *SETTINGS]

    field_order = ["petition", "upload", "basis", "basis_note", *SETTINGS]


class ColumnsForm(WagtailAdminModelForm):
    """How the file is read: which column is what, and for CSV its encoding and delimiter."""

    encoding = forms.ChoiceField(label=_("encoding"), choices=ENCODINGS)
    delimiter = forms.ChoiceField(label=pgettext_lazy("of a table", "delimiter"), choices=DELIMITERS)

    class Meta:
        model = Import
        fields = list(SETTINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brought: Import = self.instance
        if brought.encoding:
            self.initial |= {"encoding": brought.encoding, "delimiter": brought.delimiter}
        else:
            del self.fields["encoding"], self.fields["delimiter"]
        choices = [("", _("Leave out")), *((field, label_of(field)) for field in FIELDS)]
        for number, (header, field) in enumerate(brought.columns):
            label = header or f"({number + 1})"
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=label, choices=choices, initial=field, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Each field once."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        fields = [field for field in self.columns if field]
        for number, field in enumerate(self.columns):
            if field and fields.count(field) > 1:
                self.add_error(f"column_{number}", _("Two columns are taken for this. Leave one of them out."))
        return cleaned

    @property
    def columns(self) -> list[str]:
        """The field chosen for each column."""
        return [self.cleaned_data.get(f"column_{number}", "") for number in range(len(self.instance.columns))]

    @property
    def column_fields(self) -> Iterator[forms.BoundField]:
        """The choices of columns, in their order."""
        return (self[f"column_{number}"] for number in range(len(self.instance.columns)))

    @property
    def setting_fields(self) -> Iterator[forms.BoundField]:
        """Everything else."""
        return (field for field in self if not field.name.startswith("column_"))


class ReasonForm(forms.Form):
    """Why something is done that cannot be seen otherwise."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("Stands in the history of the petition. No names, please.")
    )


class ExportForm(WagtailAdminModelForm):
    """Which signatures, for which purpose, as which file, and why."""

    country = forms.ChoiceField(label=_("Country"), required=False)
    language = forms.CharField(
        label=_("Language"), required=False, max_length=12, help_text=_("Its code, such as de or ko.")
    )
    source = forms.ChoiceField(label=pgettext_lazy("of a signature", "Source"), required=False)
    since = forms.DateField(label=_("Confirmed from"), required=False, widget=AdminDateInput)
    until = forms.DateField(label=_("Confirmed until"), required=False, widget=AdminDateInput)

    class Meta:
        model = Export
        fields = ["petition", "purpose", "format", "reason"]

    field_order = ["petition", "purpose", "format", *FILTERS, "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField", self.fields["petition"]).queryset = petitions_for(self.for_user)
        everything = ("", pgettext_lazy("filter", "All"))
        cast("forms.ChoiceField", self.fields["country"]).choices = [everything, *country_choices()]
        cast("forms.ChoiceField", self.fields["source"]).choices = [everything, *Source.choices]
        if not may_export_names(self.for_user):
            purpose = ExportPurpose.NUMBERS
            cast("forms.ChoiceField", self.fields["purpose"]).choices = [(purpose, purpose.label)]

    def clean(self) -> dict[str, Any]:
        """No names of a sensitive petition; days in their order."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        petition, purpose = cleaned.get("petition"), cleaned.get("purpose")
        if petition and purpose and purpose not in allowed_purposes(petition):
            self.add_error("purpose", _("The petition is sensitive: only numbers leave it."))
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return cleaned

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set, as plain text."""
        return {name: str(self.cleaned_data[name]) for name in FILTERS if self.cleaned_data.get(name)}


class EraseForm(forms.Form):
    """Whose data is erased. The address is looked for by its key and never stored."""

    email = AddressField(
        help_text=_("Of the person who asked for it. Make sure that it was them."),
        error_messages={"required": _("Enter an e-mail address like name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("How and when they asked. Stands in the history of each petition. No names, please."),
    )
