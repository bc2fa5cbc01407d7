"""The Swiss QR-bill of an account in Switzerland or Liechtenstein (SIX, Implementation Guidelines QR-bill 2.3)."""

from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

from qrbill import QRBill

COUNTRIES = ("CH", "LI")
CURRENCIES = ("CHF", "EUR")
LANGUAGES = ("de", "fr", "it", "en")
# Accounts that need a structured reference for each payer; donors have none.
QR_IBANS = range(30000, 32000)


@dataclass(frozen=True)
class Creditor:
    """To whom is paid, with the address the bill has to name."""

    name: str
    street: str
    house_number: str
    postcode: str
    town: str
    country: str


def has_bill(iban: str, currency: str) -> bool:
    """Whether an account can have a QR-bill."""
    return iban[:2] in COUNTRIES and currency in CURRENCIES and int(iban[4:9]) not in QR_IBANS


@dataclass(frozen=True)
class Bill:
    """A bill whose payer is not known, and perhaps not the amount."""

    creditor: Creditor
    iban: str
    currency: str
    purpose: str
    amount: Decimal | None
    language: str

    @property
    def svg(self) -> str:
        """Receipt and payment part, 210 × 106 mm; ValueError where the guidelines have no room for something."""
        creditor, drawn, spoken = self.creditor, StringIO(), self.language.split("-")[0]
        bill = QRBill(
            account=self.iban,
            creditor={
                "name": creditor.name,
                "street": creditor.street,
                "house_num": creditor.house_number,
                "pcode": creditor.postcode,
                "city": creditor.town,
                "country": creditor.country,
            },
            currency=self.currency,
            amount=f"{self.amount:.2f}" if self.amount is not None else None,
            additional_information=self.purpose,
            language=spoken if spoken in LANGUAGES else "en",
        )
        bill.as_svg(drawn)
        return drawn.getvalue()
