"""What identifies an account: whether it is right, and if not, which of its characters are doubtful.

IBAN: ISO 13616 with the structures of its registry; BIC: ISO 9362; both, and which bank is behind a bank code, as
schwifty knows them. Doubtful characters are set in square brackets, since an error may be read aloud or in one colour.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from schwifty import BIC, IBAN, registry
from schwifty.exceptions import InvalidBankCode, InvalidBBANChecksum, NationalChecksumNotVerified, SchwiftyException

from campaigns.countries import country_name

# Where the register holds every bank there is, so that an unknown bank code is a mistake: the Bundesbank's list.
COMPLETE_REGISTERS = frozenset({"DE"})
# Countries whose banks may have the BIC of another one.
SHARED_BIC_COUNTRIES = {
    "FR": {"GF", "GP", "MQ", "RE", "PF", "TF", "YT", "NC", "BL", "MF", "PM", "WF", "MC"},
    "GB": {"GG", "IM", "JE"},
    "CH": {"LI"},
    "LI": {"CH"},
    "FI": {"AX"},
    "SM": {"IT"},
    "VA": {"IT"},
}
BIC_LENGTHS = (8, 11)
MOST_DOUBTFUL = 4
DIGITS, CAPITALS = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The structures of the registry: n digits, a capitals, c both.
ALLOWED = {"n": DIGITS, "a": CAPITALS, "c": DIGITS + CAPITALS}
RUN = re.compile(r"(\d+)!([nac])")


@dataclass(frozen=True)
class Bank:
    """A bank as the register has it; `bics` the most general first."""

    name: str
    bics: tuple[str, ...]


@dataclass(frozen=True)
class LegacyNumbers:
    """What German accounts were known by before the IBAN."""

    account_number: str
    bank_code: str


def compact(text: str) -> str:
    """A number as it is kept: capitals and digits, whatever script, spaces, dots or hyphens it was typed with."""
    kept = (character for character in unicodedata.normalize("NFKC", text).upper() if not _only_divides(character))
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in kept)


def grouped(number: str) -> str:
    """An IBAN as people read it: groups of four."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def bank_of(iban: str) -> Bank | None:
    """The bank behind an IBAN, where the register knows it."""
    known = IBAN(iban, allow_invalid=True)
    try:
        bics = BIC.candidates_from_bank_code(known.country_code, known.bank_code)
        general = BIC.from_bank_code(known.country_code, known.bank_code) if bics else None
    except (InvalidBankCode, KeyError):
        return None
    others = (str(bic) for bic in bics if bic != general)
    return Bank(known.bank_name or "", (*([str(general)] if general else []), *others))


def legacy_numbers(iban: str) -> LegacyNumbers | None:
    """Account number and bank code behind a German IBAN, written as they used to be; None for other countries."""
    known = IBAN(iban)
    if known.country_code != "DE":
        return None
    code = known.bank_code
    return LegacyNumbers(known.account_code.lstrip("0") or "0", f"{code[:3]} {code[3:6]} {code[6:]}")


def check_iban(iban: str) -> None:
    """Refuse an IBAN, given in its compact form, that cannot be right; the error marks the doubtful characters."""
    country = iban[:2]
    spec = _spec(country)
    if spec is None:
        raise _error(
            _("An IBAN begins with two letters for its country: %(marked)s."), _marked(iban, {0, 1}), "country"
        )
    wrong = {place for place, allowed in enumerate(spec) if iban[place : place + 1] and iban[place] not in allowed}
    if wrong and len(iban) == len(spec):
        raise _error(
            _("Here stand characters that cannot stand there: %(marked)s. Look for O in place of 0, I in place of 1."),
            _marked(iban, wrong), "structure",
        )  # fmt: skip
    if len(iban) != len(spec):
        raise _length_error(iban, spec)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NationalChecksumNotVerified)
            IBAN(iban, validate_bban=True)
    except InvalidBBANChecksum as error:
        message = _("The check digit within the account number does not fit. Compare what is marked: %(marked)s.")
        raise _error(message, _marked(iban, range(4, len(iban))), "national_checksum") from error
    except SchwiftyException as error:
        doubtful = {place for places in _mended(iban, spec) for place in places}
        marked = _marked(iban, doubtful if 0 < len(doubtful) <= 2 * MOST_DOUBTFUL else range(2, len(iban)))
        message = _("The check digits do not fit: at least one character is wrong. Compare first: %(marked)s.")
        raise _error(message, marked, "checksum") from error
    if country in COMPLETE_REGISTERS and bank_of(iban) is None:
        start, end = _bank_code_places(iban)
        message = _("No bank has this bank code. Compare what is marked: %(marked)s.")
        raise _error(message, _marked(iban, range(start, end)), "bank_code")


def check_bic(bic: str, iban: str = "") -> None:
    """Refuse a BIC, given in its compact form, that cannot be right, or is not that of the bank of the IBAN."""
    if len(bic) not in BIC_LENGTHS:
        message = _("A BIC has 8 or 11 characters, this one has %(length)d: %(marked)s.") % {
            "length": len(bic), "marked": _marked(bic, range(min(len(bic), 8), len(bic)) if len(bic) > 8 else ()),
        }  # fmt: skip
        raise ValidationError(message, code="bic_length")
    classes = [CAPITALS] * 6 + [DIGITS + CAPITALS] * (len(bic) - 6)
    wrong = {place for place, allowed in enumerate(classes) if bic[place] not in allowed}
    if wrong:
        message = _("The first six characters of a BIC are letters; the others may be digits: %(marked)s.")
        raise _error(message, _marked(bic, wrong), "bic_structure")
    try:
        BIC(bic)
    except SchwiftyException as error:
        message = _("The fifth and sixth character of a BIC stand for a country: %(marked)s.")
        raise _error(message, _marked(bic, {4, 5}), "bic_country") from error
    if bic[7] == "0":
        raise _error(_("This is a BIC for tests only: %(marked)s."), _marked(bic, {7}), "bic_test")
    if iban:
        _check_agreement(bic, iban)


def check_routing_number(number: str) -> None:
    """Refuse an American routing number whose check digit does not fit (ABA, weights 3 7 1)."""
    weights = (3, 7, 1) * 3
    if len(number) != 9 or not number.isascii() or not number.isdigit():
        raise ValidationError(_("An American routing number has nine digits."), code="routing_length")
    if sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 10:
        raise ValidationError(
            _("The check digit of the routing number does not fit: at least one digit is wrong. Compare all nine."),
            code="routing_checksum",
        )


def _check_agreement(bic: str, iban: str) -> None:
    country = iban[:2]
    if bic[4:6] != country and bic[4:6] not in SHARED_BIC_COUNTRIES.get(country, set()):
        message = _("BIC and IBAN name different countries: %(marked)s.")
        raise _error(message, f"{_marked(bic, {4, 5})}, {_marked(iban, {0, 1})}", "bic_other_country")
    bank = bank_of(iban)
    if bank is None or not bank.bics or any(_is_same_bank(bic, known) for known in bank.bics):
        return
    closest = min(bank.bics, key=lambda known: sum(map(str.__ne__, known, bic)))
    differing = {place for place in range(len(bic)) if closest[place : place + 1] != bic[place]}
    raise ValidationError(
        _("This is not the BIC of the bank of the IBAN: %(marked)s. In the register, %(bank)s has %(bic)s."),
        code="bic_other_bank",
        params={"marked": _marked(bic, differing), "bank": bank.name, "bic": closest},
    )


def _is_same_bank(bic: str, known: str) -> bool:
    """Whether a BIC is the known one, or its head office written the other way."""
    return bic.ljust(11, "X") == known.ljust(11, "X") or (bic[:8] == known[:8] and len(bic) == 8)


def _length_error(iban: str, spec: list[str]) -> ValidationError:
    missing = len(spec) - len(iban)
    places = {place for marked in _mended(iban, spec) for place in marked} if abs(missing) == 1 else set()
    if missing > 0:
        text = ngettext(
            "An IBAN from %(country)s has %(right)d characters; here %(number)d is missing: %(marked)s.",
            "An IBAN from %(country)s has %(right)d characters; here %(number)d are missing: %(marked)s.",
            missing,
        )
    else:
        text = ngettext(
            "An IBAN from %(country)s has %(right)d characters; here is %(number)d too many: %(marked)s.",
            "An IBAN from %(country)s has %(right)d characters; here are %(number)d too many: %(marked)s.",
            -missing,
        )
    params = {
        "country": country_name(iban[:2], get_language() or settings.LANGUAGE_CODE),
        "right": len(spec),
        "number": abs(missing),
        "marked": _marked(iban, places or range(4, len(iban))),
    }
    return ValidationError(text % params, code="length")


def _mended(iban: str, spec: list[str]) -> Iterator[tuple[int, ...]]:
    """The places of each slip that explains a wrong IBAN: one character wrong, two neighbours swapped,
    one too many, one missing. Only those that lead to a bank of the register, where it knows the country.
    """
    for places, candidate in _slips(iban, spec):
        if len(candidate) == len(spec) and _fits(candidate, spec) and _leads_to_a_bank(candidate):
            yield places


def _slips(iban: str, spec: list[str]) -> Iterator[tuple[tuple[int, ...], str]]:
    if len(iban) < len(spec):
        for place in range(2, len(iban) + 1):
            beside = (min(place, len(iban) - 1),)
            yield from ((beside, iban[:place] + added + iban[place:]) for added in spec[place])
        return
    for place in range(2, len(iban)):
        before, here, after = iban[:place], iban[place], iban[place + 1 :]
        if len(iban) > len(spec):
            yield (place,), before + after
        else:
            yield from (((place,), before + other + after) for other in spec[place] if other != here)
            if after and after[0] != here:
                yield (place, place + 1), before + after[0] + here + after[1:]


def _fits(iban: str, spec: list[str]) -> bool:
    """Whether structure and check digits are right (ISO 7064, modulo 97-10)."""
    if any(character not in allowed for character, allowed in zip(iban, spec, strict=True)):
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _leads_to_a_bank(iban: str) -> bool:
    return not registry.get_banks_by_country(iban[:2]) or bank_of(iban) is not None


def _spec(country: str) -> list[str] | None:
    """For each place of a country's IBANs the characters that may stand there; None for a country without IBANs."""
    try:
        structure = registry.get_iban_spec(country).bban_spec
    except SchwiftyException:
        return None
    national = [ALLOWED[kind] for length, kind in RUN.findall(structure) for _place in range(int(length))]
    return [country[0], country[1], DIGITS, DIGITS, *national]


def _bank_code_places(iban: str) -> tuple[int, int]:
    found = next(span for part, span in registry.get_iban_spec(iban[:2]).positions.items() if part.value == "bank_code")
    return found.start + 4, found.end + 4


def _marked(number: str, places: "range | set[int] | tuple[int, ...]") -> str:
    """The number in groups of four with what stands at the places in brackets; neighbours share theirs."""
    parts = []
    for is_marked, run in groupby(range(len(number)), key=lambda place: place in places):
        text = "".join(f" {number[place]}" if place and place % 4 == 0 else number[place] for place in run)
        parts.append(f"{' ' if text[0] == ' ' else ''}[{text.strip()}]" if is_marked else text)
    return "".join(parts)


def _error(message: str, marked: str, code: str) -> ValidationError:
    return ValidationError(message, code=code, params={"marked": marked})


def _only_divides(character: str) -> bool:
    return character in ".-‐‑–" or character.isspace() or unicodedata.category(character) in {"Cf", "Cc"}
