"""What identifies an account. Rows are added and decided on, never changed: together they are the account's history.

The database itself holds that nobody approves what they entered, and that an account has one set of details in force.
Only `approving` changes the state of a row (docs/adr/0020).
"""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.countries import country_choices, country_name
from campaigns.donations.banking import LegacyNumbers, grouped, legacy_numbers
from campaigns.donations.sepa import LONGEST_HOLDER, Transfer, has_code
from campaigns.donations.swiss import Creditor, has_bill


class RoutingKind(models.TextChoices):
    """What the number is called that leads to a bank where accounts have no IBAN."""

    NONE = "", pgettext_lazy("kind of bank number", "None")
    ABA = "aba", pgettext_lazy("kind of bank number", "Routing number (ABA)")
    SORT_CODE = "sort_code", pgettext_lazy("kind of bank number", "Sort code")
    TRANSIT = "transit", pgettext_lazy("kind of bank number", "Transit number")
    BSB = "bsb", pgettext_lazy("kind of bank number", "BSB")
    IFSC = "ifsc", pgettext_lazy("kind of bank number", "IFSC")
    OTHER = "other", pgettext_lazy("kind of bank number", "Bank code")


class DetailsState(models.TextChoices):
    """What became of details that somebody entered."""

    PENDING = "pending", pgettext_lazy("state of bank details", "Waiting for a second person")
    CURRENT = "current", pgettext_lazy("state of bank details", "In force")
    FORMER = "former", pgettext_lazy("state of bank details", "No longer in force")
    REFUSED = "refused", pgettext_lazy("state of bank details", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of bank details", "Replaced before a decision")


@dataclass(frozen=True)
class Identification:
    """Where money goes: everything that needs a second person. Numbers in their compact form."""

    holder: str = ""
    country: str = ""
    currency: str = ""
    iban: str = ""
    bic: str = ""
    bank: str = ""
    account_number: str = ""
    routing_kind: str = ""
    routing_number: str = ""
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    town: str = ""


IDENTIFYING = tuple(field.name for field in fields(Identification))


class BankDetailsQuerySet(models.QuerySet["BankDetails"]):
    """Details by what became of them."""

    def current_of(self, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, "BankDetails"]:
        """What is in force for each of these accounts that has been approved."""
        found = self.filter(account_key__in=list(keys), state=DetailsState.CURRENT)
        return {details.account_key: details for details in found}

    def pending(self) -> Self:
        """What waits for a second person."""
        return self.filter(state=DetailsState.PENDING)


class BankDetails(models.Model):
    """What identifies an account, in all languages, as one person entered it and another approved it."""

    account_key = models.UUIDField(db_index=True, editable=False)
    holder = models.CharField(_("account holder"), max_length=LONGEST_HOLDER)
    country = models.CharField(_("country of the bank"), max_length=2, choices=country_choices)
    currency = models.CharField(_("currency"), max_length=3)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    bank = models.CharField(_("bank"), max_length=140, blank=True)
    account_number = models.CharField(_("account number"), max_length=40, blank=True)
    routing_kind = models.CharField(_("kind of bank number"), max_length=20, choices=RoutingKind.choices, blank=True)
    routing_number = models.CharField(_("bank number"), max_length=40, blank=True)
    street = models.CharField(_("street of the account holder"), max_length=70, blank=True)
    house_number = models.CharField(_("house number"), max_length=16, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    town = models.CharField(_("town"), max_length=35, blank=True)

    state = models.CharField(
        pgettext_lazy("of bank details", "state"),
        max_length=20,
        choices=DetailsState.choices,
        default=DetailsState.PENDING,
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    entered_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = BankDetailsQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")
        ordering = ["-entered_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("approve_bankdetails", "Can approve bank details that somebody else entered")]
        constraints = [
            models.UniqueConstraint(
                fields=["account_key"],
                condition=models.Q(state=DetailsState.CURRENT),
                name="one_set_of_bank_details_in_force",
            ),
            models.UniqueConstraint(
                fields=["account_key"],
                condition=models.Q(state=DetailsState.PENDING),
                name="one_set_of_bank_details_waiting",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[DetailsState.PENDING, DetailsState.REFUSED, DetailsState.WITHDRAWN])
                | models.Q(entered_by__isnull=True)
                | models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("entered_by")),
                name="bank_details_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state=DetailsState.PENDING) | models.Q(decided_at__isnull=False),
                name="bank_details_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(iban="") | ~models.Q(account_number=""), name="bank_details_lead_to_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder}, {self.number}"

    @classmethod
    def label_of(cls, name: str) -> str:
        """What an identifying value is called."""
        return capfirst(str(getattr(cls._meta.get_field(name), "verbose_name", name)))

    @property
    def identification(self) -> Identification:
        """Where the money goes."""
        return Identification(**{name: getattr(self, name) for name in IDENTIFYING})

    @property
    def number(self) -> str:
        """The IBAN in groups of four, or the account number."""
        return grouped(self.iban) if self.iban else self.account_number

    @property
    def country_name(self) -> str:
        """The bank's country in the language in use."""
        return country_name(self.country, get_language() or settings.LANGUAGE_CODE)

    @property
    def legacy_numbers(self) -> LegacyNumbers | None:
        """What the account was known by before the IBAN, for German accounts."""
        return legacy_numbers(self.iban) if self.iban else None

    @property
    def has_epc_code(self) -> bool:
        """Whether banking apps can read the transfer from an EPC QR code."""
        return has_code(self.iban, self.currency) and not self.has_swiss_bill

    @property
    def has_swiss_bill(self) -> bool:
        """Whether the account can have a QR-bill, which Swiss apps read instead."""
        return bool(self.postcode and self.town) and has_bill(self.iban, self.currency)

    @property
    def creditor(self) -> Creditor:
        """The account holder as a QR-bill names them."""
        return Creditor(self.holder, self.street, self.house_number, self.postcode, self.town, self.country)

    def transfer(self, purpose: str) -> Transfer:
        """A transfer to the account, without an amount."""
        return Transfer(self.holder, self.iban, self.bic, purpose)


def details_from(identification: Identification, account_key: uuid.UUID) -> BankDetails:
    """A row that is not stored yet."""
    return BankDetails(account_key=account_key, **asdict(identification))
