"""Forms: the details of an account as editors enter them, the second person's decision, and a donor's amount."""

from dataclasses import asdict
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.core import get_global
from babel.numbers import get_territory_currencies
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from campaigns.countries import country_names
from campaigns.languages import cldr_locale

from .amounts import LONGEST_TYPED, parse_amount
from .approving import enter, last_entered
from .banking import bank_of, check_bic, check_iban, check_routing_number, compact, grouped
from .models import BankAccount, BankDetails, Identification, RoutingKind
from .models.details import details_from
from .sepa import LONGEST_HOLDER, LONGEST_PURPOSE, epc_payload
from .swiss import COUNTRIES as SWISS_COUNTRIES
from .swiss import has_bill

LONGEST_TYPED_IBAN = 60
CHANGED_MEANWHILE = _("Somebody else changed the details of this account meanwhile. Open the page anew to see them.")


@lru_cache(maxsize=16)
def _currencies(language: str) -> tuple[tuple[str, str], ...]:
    locale = cldr_locale(language)
    codes = {code for country in country_names("en") for code in _tender(country)}
    return tuple((code, f"{code} – {locale.currencies.get(code, code)}") for code in sorted(codes))


def _tender(country: str) -> list[str]:
    return get_territory_currencies(country) if country in get_global("territory_currencies") else []


def currency_choices() -> list[tuple[str, str]]:
    """The currencies in use, named in the language in use."""
    return list(_currencies(get_language() or settings.LANGUAGE_CODE))


def country_choices() -> list[tuple[str, str]]:
    """Countries, with a beginning that says nothing yet."""
    return [("", "---------"), *country_names(get_language() or settings.LANGUAGE_CODE).items()]


class BankAccountForm(WagtailAdminModelForm):
    """An account with its details. The words are saved at once, changed details wait for a second person."""

    holder = forms.CharField(
        label=_("Account holder"),
        max_length=LONGEST_HOLDER,
        help_text=_("Exactly as at the bank: banks compare name and IBAN before they pay (Verification of Payee)."),
    )
    iban = forms.CharField(
        label="IBAN", max_length=LONGEST_TYPED_IBAN, required=False,
        help_text=_("Copy it from a bank statement. Spaces do not matter."),
    )  # fmt: skip
    bic = forms.CharField(
        label="BIC", max_length=20, required=False,
        help_text=_("Also called SWIFT code. Empty: filled in, where the register of banks knows it."),
    )  # fmt: skip
    bank = forms.CharField(
        label=_("Bank"), max_length=140, required=False,
        help_text=_("Empty: filled in, where the register of banks knows it."),
    )  # fmt: skip
    country = forms.ChoiceField(
        label=_("Country of the bank"), choices=country_choices, required=False,
        help_text=_("Empty: the country of the IBAN."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=currency_choices, initial="EUR")
    account_number = forms.CharField(
        label=_("Account number"), max_length=40, required=False,
        help_text=_("Only for countries without IBAN, such as the United States, Canada, Korea or Japan."),
    )  # fmt: skip
    routing_kind = forms.ChoiceField(label=_("Kind of bank number"), choices=RoutingKind.choices, required=False)
    routing_number = forms.CharField(label=_("Bank number"), max_length=40, required=False)
    street = forms.CharField(label=_("Street of the account holder"), max_length=70, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=16, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    town = forms.CharField(
        label=_("Town"), max_length=35, required=False,
        help_text=_("Needed for accounts in Switzerland and Liechtenstein: the QR-bill names the address."),
    )  # fmt: skip
    # Which details the form was filled with: what somebody else entered meanwhile is not overwritten unseen.
    shown = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.last = last_entered(self.instance.translation_key) if self.instance.pk else None
        if self.last:
            self.initial.update(asdict(self.last.identification), iban=grouped(self.last.iban), shown=self.last.pk)
        self.identification: Identification | None = None
        # What was handed to a second person on saving.
        self.handed_over: BankDetails | None = None

    def clean_iban(self) -> str:
        """The IBAN in its compact form, if there is one."""
        iban = compact(self.cleaned_data["iban"])
        if iban:
            check_iban(iban)
        return iban

    def clean_bic(self) -> str:
        """The BIC in its compact form; whether it is that of the IBAN's bank is asked later."""
        bic = compact(self.cleaned_data["bic"])
        if bic:
            check_bic(bic)
        return bic

    def clean(self) -> dict[str, Any]:
        """Make sure that the details belong together, and complete them from the register."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.last and cleaned.get("shown") != self.last.pk:
            self.add_error(None, CHANGED_MEANWHILE)
        if self.errors:
            return cleaned
        if cleaned["iban"]:
            self._complete_from_iban(cleaned)
        else:
            self._check_national_number(cleaned)
        if not self.errors:
            self.identification = Identification(**{name: cleaned[name] for name in asdict(Identification())})
            self._check_codes(self.identification)
        return cleaned

    def save(self, commit: bool = True) -> BankAccount:
        """Save the words, and hand the details to a second person if they were changed; a preview stores nothing."""
        if not commit:
            account = super().save(commit=False)
            account.details = (
                details_from(self.identification, account.translation_key) if self.identification else None
            )
            return account
        with transaction.atomic():
            account = super().save()
            if self.identification and (self.last is None or self.identification != self.last.identification):
                self.handed_over = enter(account, self.identification, self.for_user)
        return account

    def _complete_from_iban(self, cleaned: dict[str, Any]) -> None:
        iban = cleaned["iban"]
        if cleaned["account_number"] or cleaned["routing_number"]:
            self.add_error("account_number", _("An IBAN needs no other number. Empty account number and bank number."))
        if cleaned["country"] and cleaned["country"] != iban[:2]:
            self.add_error("country", _("The IBAN is from another country: %(country)s.") % {"country": iban[:2]})
        cleaned["country"], cleaned["routing_kind"] = iban[:2], ""
        if self.last and iban != self.last.iban:
            # What was left as it was belongs to the former IBAN.
            for name in ("bic", "bank"):
                cleaned[name] = "" if cleaned[name] == getattr(self.last, name) else cleaned[name]
        bank = bank_of(iban)
        if cleaned["bic"]:
            try:
                check_bic(cleaned["bic"], iban)
            except ValidationError as error:
                self.add_error("bic", error)
        elif bank and bank.bics:
            cleaned["bic"] = bank.bics[0]
        cleaned["bank"] = cleaned["bank"] or (bank.name if bank else "")
        for name in ("bic", "bank"):
            if name not in self.errors and not cleaned[name]:
                self.add_error(name, _("The register of banks does not know it: enter it from a bank statement."))

    def _check_national_number(self, cleaned: dict[str, Any]) -> None:
        if not cleaned["account_number"]:
            self.add_error("iban", _("Enter an IBAN, or the account number where accounts have no IBAN."))
            return
        country, bic = cleaned["country"], cleaned["bic"]
        kind, number = cleaned["routing_kind"], cleaned["routing_number"]
        for name in ("country", "bank", "bic"):
            if not cleaned[name]:
                self.add_error(name, _("Needed with an account number: enter it from a bank statement."))
        if bic and country and bic[4:6] != country:
            self.add_error("bic", _("The BIC is from another country: %(country)s.") % {"country": bic[4:6]})
        if bool(kind) != bool(number):
            self.add_error("routing_number", _("Choose what kind of number it is, and enter it; or leave both empty."))
        elif kind == RoutingKind.ABA:
            cleaned["routing_number"] = compact(number)
            try:
                check_routing_number(cleaned["routing_number"])
            except ValidationError as error:
                self.add_error("routing_number", error)

    def _check_codes(self, identification: Identification) -> None:
        """Refuse what would leave no room for a purpose in the code, or a QR-bill without an address."""
        details = details_from(identification, self.instance.translation_key)
        if details.has_epc_code:
            try:
                epc_payload(details.transfer("x" * LONGEST_PURPOSE))
            except ValidationError as error:
                self.add_error("holder", error)
        if identification.country in SWISS_COUNTRIES and has_bill(identification.iban, identification.currency):
            missing = [name for name in ("postcode", "town") if not getattr(identification, name)]
            for name in missing:
                self.add_error(name, _("The Swiss QR-bill needs it."))


class DecisionForm(forms.Form):
    """What the second person says: yes, with the number as they read it at the bank's; or no, with a reason."""

    typed = forms.CharField(
        label=_("IBAN or account number, from a bank statement"),
        max_length=LONGEST_TYPED_IBAN,
        required=False,
        help_text=_("Type it from the paper or the bank's own site, not from this page. That is the whole point."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    reason = forms.CharField(label=pgettext_lazy("why details are refused", "Reason"), max_length=300, required=False)


class AmountForm(forms.Form):
    """What a donor wants to give; the label names the currency where all accounts have the same."""

    amount = forms.CharField(
        label=pgettext_lazy("of money", "Amount"), max_length=LONGEST_TYPED, required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "transaction-amount", "dir": "ltr"}),
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if currency:
            self.fields["amount"].label = _("Amount in %(currency)s") % {"currency": currency}

    def clean_amount(self) -> Decimal | None:
        """The amount, or None for whatever the donor decides later."""
        return parse_amount(self.cleaned_data["amount"])
