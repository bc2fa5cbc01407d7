"""What one account of a donation box shows: where to pay, for what, how much, and the codes that say the same."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale

from campaigns.causes import Cause, published_causes
from campaigns.codes import qr_png, qr_svg

from .amounts import written_amount
from .models import BankAccount, BankDetails
from .purposes import Purpose, purpose_for
from .sepa import Transfer, epc_payload
from .swiss import Bill


@dataclass(frozen=True)
class Way:
    """A way to give by transfer. Everything that names the purpose takes it from here."""

    account: BankAccount
    details: BankDetails
    purpose: Purpose
    language: str
    cause: Cause | None = None
    amount: Decimal | None = None

    @property
    def transfer(self) -> Transfer:
        """What the donor's bank has to know."""
        return replace(self.details.transfer(self.purpose.text), amount=self.amount)

    @property
    def payload(self) -> str:
        """The lines of the EPC QR code; ValidationError where it has no room."""
        return epc_payload(self.transfer)

    @property
    def has_epc_code(self) -> bool:
        """Whether there is a code, and room in it for this transfer."""
        if not self.details.has_epc_code:
            return False
        try:
            return bool(self.payload)
        except ValidationError:
            return False

    @property
    def png(self) -> bytes:
        """The EPC QR code as a picture."""
        return qr_png(self.payload)

    @property
    def svg(self) -> str:
        """The EPC QR code for print."""
        return qr_svg(self.payload)

    @property
    def bill(self) -> str:
        """Receipt and payment part of the Swiss QR-bill, as SVG."""
        details = self.details
        return Bill(details.creditor, details.iban, details.currency, self.purpose.text, self.amount, self.language).svg

    @property
    def written_amount(self) -> str:
        """The amount in the account's currency; empty where donors decide."""
        return written_amount(self.amount, self.details.currency) if self.amount is not None else ""

    def address(self, name: str) -> str:
        """Where the picture or leaflet of that name is."""
        parts = [self.account.reference, *([self.cause.reference] if self.cause else [])]
        query = f"?amount={self.amount:f}" if self.amount is not None else ""
        return reverse(f"donations:{name}", args=parts) + query


def ways_to_give(chosen: Iterable[BankAccount], locale: Locale, cause: Cause | None) -> list[Way]:
    """The chosen accounts whose details are in force, for readers of a language."""
    accounts = BankAccount.objects.in_language_of(chosen, locale)
    purpose = purpose_for(cause, locale.language_code)
    return [
        Way(account, account.details, purpose, locale.language_code, cause) for account in accounts if account.details
    ]


def find_way(account: str, cause: str, language: str) -> Way | None:
    """The way an address of a code or leaflet names; None where the account is not approved or the cause not published
    in the language.
    """
    found = BankAccount.objects.filter(reference=account).first()
    locale = Locale.objects.filter(language_code=language).first()
    causes = {page.locale.language_code: page for page in published_causes(cause)} if cause else {}
    if found is None or locale is None or (cause and language not in causes):
        return None
    return next(iter(ways_to_give([found], locale, causes.get(language))), None)
