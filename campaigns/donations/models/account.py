"""A bank account as editors and readers know it: words per language, around details that are the same in all."""

import datetime
from collections.abc import Iterable
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.fields import RichTextField
from wagtail.models import Locale, PreviewableMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import QuietStreamField
from campaigns.donations.blocks import NOTE_FEATURES, TaxNotesBlock, TransparencyLinkBlock
from campaigns.pages import page_around
from campaigns.references import LONGEST_REFERENCE, check_reference

from .details import BankDetails

CHECKED_WITHIN = datetime.timedelta(days=365)


class BankAccountQuerySet(models.QuerySet["BankAccount"]):
    """Accounts in the words of the domain."""

    def originals(self) -> Self:
        """Each account once, in the language it was first entered in."""
        same = self.model._default_manager.filter(translation_key=models.OuterRef("translation_key"))
        return self.filter(pk=models.Subquery(same.order_by("pk").values("pk")[:1]))

    def in_language_of(self, chosen: Iterable["BankAccount"], locale: Locale) -> list["BankAccount"]:
        """Chosen accounts in their order, with the words of a language where there are any, and with their details."""
        chosen = list(dict.fromkeys(chosen))
        keys = [account.translation_key for account in chosen]
        translated = {
            account.translation_key: account
            for account in self.filter(locale=locale, translation_key__in=keys).select_related("locale")
        }
        details = BankDetails.objects.current_of(keys)
        shown = [translated.get(account.translation_key, account) for account in chosen]
        for account in shown:
            account.details = details.get(account.translation_key)
        return shown


class BankAccount(PreviewableMixin, index.Indexed, TranslatableMixin, models.Model):
    """An account gifts go to. Holder, IBAN, BIC and the like are in `details`, which two persons answer for."""

    title = models.CharField(
        pgettext_lazy("of a bank account", "name"),
        max_length=120,
        help_text=_("For editors, in the list they choose from: “Euro account, Frankfurt”."),
    )
    reference = models.CharField(
        pgettext_lazy("short name of a campaign or petition", "reference"),
        max_length=LONGEST_REFERENCE,
        validators=[check_reference],
        help_text=_("Short name in the addresses of codes and leaflets, the same in all languages: euro."),
    )
    heading = models.CharField(
        pgettext_lazy("title of a section", "heading"),
        max_length=120,
        blank=True,
        help_text=_(
            "For donors, where there are several accounts: “From euro countries”. Empty: country and currency."
        ),
    )
    note = RichTextField(
        pgettext_lazy("on a bank account", "note"),
        blank=True,
        features=NOTE_FEATURES,
        help_text=_("What donors should know about this account. Stands above its numbers."),
    )
    shows_legacy_numbers = models.BooleanField(
        _("show account number and bank code"),
        default=False,
        help_text=_("German accounts only: what they were known by before the IBAN, worked out from it."),
    )
    tax_notes = QuietStreamField(
        TaxNotesBlock(),
        verbose_name=_("notes on tax"),
        blank=True,
        help_text=_("One for each country whose donors can deduct their gifts."),
    )
    transparency_links = QuietStreamField(
        [("link", TransparencyLinkBlock())],
        verbose_name=_("how the money is used"),
        blank=True,
        max_num=6,
        help_text=_("Annual report, seals, registers: what shows that gifts arrive."),
    )
    checked_on = models.DateField(
        _("as of"),
        null=True,
        blank=True,
        help_text=_("When somebody last compared the details with a bank statement. After a year you are reminded."),
    )

    objects = BankAccountQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]
    translatable_fields = [
        SynchronizedField("title", overridable=False),
        SynchronizedField("reference", overridable=False),
        TranslatableField("heading"),
        TranslatableField("note"),
        SynchronizedField("shows_legacy_numbers", overridable=False),
        TranslatableField("tax_notes"),
        TranslatableField("transparency_links"),
        SynchronizedField("checked_on", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a reference that leads to another account, and a check that is still to come."""
        super().clean()
        others = BankAccount.objects.exclude(translation_key=self.translation_key)
        if others.filter(reference=self.reference).exists():
            raise ValidationError({"reference": _("Another account has this reference. Choose another.")})
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": _("This day is still to come. Enter the day you checked.")})

    @cached_property
    def details(self) -> BankDetails | None:
        """What is in force; None until a second person has approved something."""
        return BankDetails.objects.current_of([self.translation_key]).get(self.translation_key)

    @property
    def waiting(self) -> BankDetails | None:
        """What somebody entered and nobody has decided on yet."""
        return (
            BankDetails.objects.pending().filter(account_key=self.translation_key).select_related("entered_by").first()
        )

    def notes_due(self, on: datetime.date | None = None) -> bool:
        """Whether a note on tax is to be looked at again, or nobody has checked the account for a year."""
        today = on or timezone.localdate()
        is_check_due = self.checked_on is None or today - self.checked_on > CHECKED_WITHIN
        return is_check_due or any(row.value["review_on"] <= today for row in self.tax_notes if row.value["review_on"])

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The account as donors see it, around a page of its language that gives header and footer."""
        return {**super().get_preview_context(request, mode_name), "page": page_around(self), "chosen": [self]}

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """A donation box with this account."""
        return "donations/account_preview.html"
