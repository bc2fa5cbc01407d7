"""Signatures that come from a file, and files made of signatures: what was asked, by whom, and what came of it."""

import json
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.countries import country_choices
from campaigns.languages import language_choices
from campaigns.petitions.sealing import seal, unseal

from .file import PrivateFile
from .petition import Petition
from .signature import Source
from .work import Work, WorkState

MOST_PROBLEMS_SHOWN = 200


class ConsentBasis(models.TextChoices):
    """How those in a file have agreed."""

    PAPER = "paper", pgettext_lazy("how signers agreed", "They signed by hand, on paper")
    ELSEWHERE = "elsewhere", pgettext_lazy("how signers agreed", "They signed online, on another site")


class ImportState(models.TextChoices):
    """Where an import stands; only `exchange` changes it."""

    CHECKING = "checking", pgettext_lazy("state of an import", "Being looked through")
    CHECKED = "checked", pgettext_lazy("state of an import", "Waiting for your decision")
    ADDING = "adding", pgettext_lazy("state of an import", "Being added")
    DONE = "done", pgettext_lazy("state of an import", "Added")
    REFUSED = "refused", pgettext_lazy("state of an import", "Refused")
    DISCARDED = "discarded", pgettext_lazy("state of an import", "Discarded")
    TAKEN_BACK = "taken_back", pgettext_lazy("state of an import", "Taken back")


COULD_NOT_BE_READ = _("The file could not be read. Nothing was added. Save it as CSV, and upload that.")


class Import(Work):
    """A file of signatures: looked through first, then added as a whole or not at all."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="imports", verbose_name=_("petition"))
    file_name = models.CharField(_("file name"), max_length=200, editable=False)
    file = models.ForeignKey(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    file_key = models.BinaryField(max_length=32)
    basis = models.CharField(
        _("how they agreed"), max_length=10, choices=ConsentBasis.choices, default=ConsentBasis.PAPER
    )
    basis_note = models.CharField(
        _("where that can be proved"),
        max_length=300,
        help_text=_(
            "Where the signed forms are kept, or the site, its privacy notice and the date: what you would show to "
            "somebody who asks on what grounds you hold their name."
        ),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        choices=country_choices,
        blank=True,
        help_text=_("For rows without one. Empty: every row has to name its country."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        choices=language_choices,
        help_text=_("In which the form was printed or shown, for rows that do not say it."),
    )
    counts_namesakes = models.BooleanField(
        _("people of the same name, place and country are different people"),
        default=False,
        help_text=_(
            "For rows without an e-mail address. Tick it only if you have looked: otherwise the second of them is "
            "taken for the same person and left out."
        ),
    )
    encoding = models.CharField(_("encoding"), max_length=20, blank=True, editable=False)
    delimiter = models.CharField(pgettext_lazy("of a table", "delimiter"), max_length=1, blank=True, editable=False)
    # The header of each column, and the field of ours it is taken for, or nothing.
    columns = models.JSONField(default=list, editable=False)
    state = models.CharField(
        pgettext_lazy("of an import", "state"),
        max_length=10,
        choices=ImportState.choices,
        default=ImportState.CHECKING,
        editable=False,
    )
    refusal = models.CharField(max_length=500, blank=True, editable=False)
    numbers = models.JSONField(default=dict, editable=False)
    sealed_problems = models.BinaryField(null=True)
    rejected = models.ForeignKey(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    working_states = frozenset({ImportState.CHECKING, ImportState.ADDING})

    class Meta:
        verbose_name = pgettext_lazy("of signatures", "import")
        verbose_name_plural = pgettext_lazy("of signatures", "imports")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return self.file_name

    @property
    def source(self) -> Source:
        """The source its signatures are counted under."""
        return Source.PAPER if self.basis == ConsentBasis.PAPER else Source.WEB

    @property
    def place_of(self) -> dict[str, int]:
        """In which column each field stands, from 0, for those that are in the file."""
        return {field: place for place, (_header, field) in enumerate(self.columns) if field}

    def fail(self) -> None:
        """Refuse it: nothing of it was added."""
        self.state, self.refusal = ImportState.REFUSED, ""

    @property
    def why_refused(self) -> str | Promise:
        """What was wrong with the file and how to mend it; nothing for an import that was not refused."""
        return (self.refusal or COULD_NOT_BE_READ) if self.state == ImportState.REFUSED else ""

    @property
    def problems(self) -> list[list[str]]:
        """The first rows that cannot be added: row, column, value, what to do. Sealed, because the values are."""
        if self.sealed_problems is None:
            return []
        problems: list[list[str]] = json.loads(unseal(bytes(self.sealed_problems), self._row_name))
        return problems

    @problems.setter
    def problems(self, problems: list[list[Any]]) -> None:
        plain = json.dumps(problems[:MOST_PROBLEMS_SHOWN], ensure_ascii=False, default=str).encode()
        self.sealed_problems = seal(plain, self._row_name) if problems else None

    @property
    def _row_name(self) -> str:
        return f"petitions.import:{self.pk}"


class ExportPurpose(models.TextChoices):
    """What an export is for: it decides which columns it has."""

    NUMBERS = "numbers", pgettext_lazy("purpose of an export", "Numbers only")
    NAMES = "names", pgettext_lazy("purpose of an export", "Names and countries")
    FULL = "full", pgettext_lazy("purpose of an export", "Everything that is stored")


class ExportFormat(models.TextChoices):
    """What kind of file."""

    CSV = "csv", _("CSV: text, for every program")
    XLSX = "xlsx", _("XLSX: Excel")
    ODS = "ods", _("ODS: LibreOffice")
    JSON = "json", _("JSON: for programmers")


class Export(Work):
    """A file of signatures that somebody asked for, with the reason; the file goes after a day, the record stays."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="exports", verbose_name=_("petition"))
    purpose = models.CharField(
        pgettext_lazy("of an export", "purpose"),
        max_length=10,
        choices=ExportPurpose.choices,
        default=ExportPurpose.NUMBERS,
    )
    format = models.CharField(
        pgettext_lazy("of a file", "format"), max_length=5, choices=ExportFormat.choices, default=ExportFormat.CSV
    )
    filters = models.JSONField(default=dict, editable=False)
    reason = models.CharField(
        _("reason"), max_length=300, help_text=_("Why you need it. Stands in the history of the petition.")
    )
    state = models.CharField(
        pgettext_lazy("of an export", "state"),
        max_length=10,
        choices=WorkState.choices,
        default=WorkState.WAITING,
        editable=False,
    )
    rows = models.PositiveIntegerField(pgettext_lazy("of a table", "rows"), null=True, editable=False)
    file = models.ForeignKey(PrivateFile, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)

    working_states = frozenset({WorkState.WAITING})

    class Meta:
        verbose_name = pgettext_lazy("of signatures", "export")
        verbose_name_plural = pgettext_lazy("of signatures", "exports")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ("add", "view")
        permissions = [("export_names", "Can export names and addresses of signers")]

    def __str__(self) -> str:
        return f"{self.petition} · {self.get_purpose_display()}"

    def fail(self) -> None:
        """Say that there is no file."""
        self.state = WorkState.FAILED
