"""What counters of sheets type."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.petitions.models import CHECKED_STATES, MOST_LINES, PetitionPage, PrivateFile, Sheet
from campaigns.petitions.models.sheet import check_number
from campaigns.petitions.printable import numbers_from
from campaigns.petitions.sheets import enter
from campaigns.printing.letter import Paper
from campaigns.printing.sheet import Layout

MOST_SHEETS = 200
MOST_SCAN_BYTES = 15 * 1024 * 1024
# What a scanner makes, by how it begins.
SCANS = ((b"%PDF-", "application/pdf", "pdf"), (b"\xff\xd8\xff", "image/jpeg", "jpg"), (b"\x89PNG", "image/png", "png"))
COUNTED_ALREADY = _("This sheet is counted. Take it out of the count before you change it.")


def _kind_of(scan: Any) -> tuple[str, ...]:
    """The content type of a scan and the ending of its name; nothing if it is no scan."""
    start = scan.read(16)
    scan.seek(0)
    return next(((kind, ending) for mark, kind, ending in SCANS if start.startswith(mark)), ())


class SheetForm(WagtailAdminModelForm):
    """A sheet as the first person counts it. Whoever changes it later is the first person then."""

    scan_file = forms.FileField(
        label=_("scan"),
        required=False,
        help_text=_(
            "PDF, JPEG or PNG, at most 15 MB. Kept encrypted, shown to data officers only, deleted with the names."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def clean_scan_file(self) -> Any:
        """Take what a scanner makes and nothing else, whatever it is called."""
        scan = self.cleaned_data["scan_file"]
        if not scan:
            return scan
        if scan.size > MOST_SCAN_BYTES:
            raise forms.ValidationError(_("The scan is larger than 15 MB. Scan it with less resolution, or in grey."))
        if not _kind_of(scan):
            raise forms.ValidationError(_("This is not a scan. Upload a PDF, a JPEG or a PNG."))
        return scan

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
            earlier = self._keep_scan(sheet)
            enter(sheet, self.for_user)
            if earlier:
                earlier.delete()
        return sheet

    def _keep_scan(self, sheet: Sheet) -> PrivateFile | None:
        """Keep the scan, sealed; the one it takes the place of, if there is one."""
        scan, earlier = self.cleaned_data.get("scan_file"), sheet.scan
        if not scan:
            return None
        kind, ending = _kind_of(scan)
        sheet.scan = PrivateFile.objects.keep(f"{sheet.petition}-{sheet.number}.{ending}", kind, scan.chunks())
        return earlier


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
