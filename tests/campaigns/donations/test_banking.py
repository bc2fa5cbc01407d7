"""What is accepted as an account, what is refused, and what an error says of it."""

from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from schwifty import BIC, IBAN

from campaigns.donations.banking import (
    bank_of,
    check_bic,
    check_iban,
    check_routing_number,
    compact,
    grouped,
    legacy_numbers,
)

from .conftest import REFERENCE_BIC, REFERENCE_IBAN

# The examples banks and registers print, one for each country.
EXAMPLES = """
AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201
AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456
BR1800360305000010009795493C1 CH9300762011623852957 CR05015202001026284066 CY17002001280000001200527600
CZ6508000000192000145399 DE89370400440532013000 DK5000400440116243 DO28BAGR00000001212453611324
EE382200221020145685 ES9121000418450200051332 FI2112345600000785 FO6264600001631634 FR1420041010050500013M02606
GB29NWBK60161331926819 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206
GR1601101250000000012300695 GT82TRAJ01020000001210029690 HR1210010051863000160 HU42117730161111101800000000
IE29AIBK93115212345678 IL620108000000099999999 IQ98NBIQ850123456789012 IS140159260076545510730339
IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100
LB62099900000001001901229114 LC55HEMM000100010012001200023015 LI21088100002324013AA LT121000011101001000
LU280019400644750000 LV80BANK0000435195001 LY83002048000020100120361 MC5811222000010123456789030
MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 MR1300020001010000123456753
MT84MALT011000012345MTLCAST001S MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NO9386011117947
PK36SCBL0000001123456702 PL61109010140000071219812874 PS92PALS000000000400123456702 PT50000201231234567890154
QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RS35260005601001611379 SA0380000000608010167519
SC18SSCB11010000000000001497USD SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541
SM86U0322509800000000270100 ST23000100010051845310146 SV62CENR00000000000000700025 TL380080012345678910157
TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VA59001123000012345678
VG96VPVG0000012345678901 XK051212012345678906
""".split()  # noqa: SIM905 - seventy lines of quotes say no more


def complaint(iban: str) -> str:
    with pytest.raises(ValidationError) as error:
        check_iban(iban)
    return error.value.messages[0]


def bic_complaint(bic: str, iban: str = "") -> str:
    with pytest.raises(ValidationError) as error:
        check_bic(bic, iban)
    return error.value.messages[0]


def test_the_reference_account_is_right_in_every_part() -> None:
    check_iban(REFERENCE_IBAN)
    check_bic(REFERENCE_BIC, REFERENCE_IBAN)
    iban = IBAN(REFERENCE_IBAN)
    assert IBAN.generate("DE", iban.bank_code, iban.account_code) == REFERENCE_IBAN
    assert IBAN.generate("DE", "55020500", "1403601") == REFERENCE_IBAN
    bank = bank_of(REFERENCE_IBAN)
    assert bank
    assert (bank.name, bank.bics) == ("SozialBank", (REFERENCE_BIC,))
    assert BIC.from_bank_code("DE", "55020500") == REFERENCE_BIC


def test_every_wrong_digit_in_it_is_refused() -> None:
    tried = 0
    for place, right in enumerate(REFERENCE_IBAN):
        for other in "0123456789" if right.isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if other != right:
                complaint(REFERENCE_IBAN[:place] + other + REFERENCE_IBAN[place + 1 :])
                tried += 1
    assert tried == 20 * 9 + 2 * 25


def test_every_swap_of_neighbours_in_it_is_refused() -> None:
    tried = 0
    for place, (first, second) in enumerate(pairwise(REFERENCE_IBAN)):
        if first != second:
            complaint(REFERENCE_IBAN[:place] + second + first + REFERENCE_IBAN[place + 2 :])
            tried += 1
    assert tried == 16


@pytest.mark.parametrize("iban", EXAMPLES)
def test_the_examples_of_all_countries_are_accepted(iban: str) -> None:
    check_iban(iban)


def test_the_examples_are_of_more_than_sixty_countries() -> None:
    assert len({iban[:2] for iban in EXAMPLES}) == len(EXAMPLES) == 76


@pytest.mark.parametrize(
    ("iban", "says"),
    [
        ("DE04550205000001403610", "DE04 5502 0500 0001 403[6 10]"),
        ("DE05550205000001403601", "DE0[5] 5502"),
        ("DE0455O205000001403601", "Here stand characters that cannot stand there: DE04 55[O]2 0500 0001 4036 01"),
        ("DE045502050000014036601", "An IBAN from Germany has 22 characters; here is 1 too many"),
        ("DE04550205000001403", "An IBAN from Germany has 22 characters; here 3 are missing"),
        ("DE87123123120000000001", "No bank has this bank code. Compare what is marked: DE87 [1231 2312] 0000 0000 01"),
        ("XX04550205000001403601", "An IBAN begins with two letters for its country: [XX]04"),
        ("12", "An IBAN begins with two letters for its country: [12]"),
        ("ES9121000418460200051332", "2100 0418 4[6]"),
    ],
)
def test_an_error_marks_what_is_doubtful(iban: str, says: str) -> None:
    assert says in complaint(iban)


def test_the_slip_that_was_made_is_among_what_is_marked() -> None:
    """Wherever one digit is wrong, that digit is in brackets."""
    for place in range(2, len(REFERENCE_IBAN)):
        wrong = str((int(REFERENCE_IBAN[place]) + 5) % 10)
        marked = complaint(REFERENCE_IBAN[:place] + wrong + REFERENCE_IBAN[place + 1 :]).split("first: ")[1].rstrip(".")
        position, is_marked, found = 0, False, set()
        for character in marked:
            if character in "[]":
                is_marked = character == "["
            elif character != " ":
                if is_marked:
                    found.add(position)
                position += 1
        assert place in found


def test_national_check_digits_are_checked_too() -> None:
    wrong = IBAN.from_bban("BE", "539007547035", allow_invalid=True)
    assert "check digit within the account number" in complaint(str(wrong))


@pytest.mark.parametrize(
    ("bic", "iban", "says"),
    [
        ("BFSWD", "", "A BIC has 8 or 11 characters, this one has 5: BFSW D."),
        ("BFSWDE33MN", "", "this one has 10: BFSW DE33 [MN]"),
        ("BF5WDE33MNZ", "", "BF[5]W DE33 MNZ"),
        ("BFSWXX33MNZ", "", "BFSW [XX]33 MNZ"),
        ("BFSWDE30", "", "for tests only: BFSW DE3[0]"),
        ("BFSWAT33", REFERENCE_IBAN, "BIC and IBAN name different countries: BFSW [AT]33, [DE]04"),
        ("COBADEFFXXX", REFERENCE_IBAN, "[COBA] DE[FF XXX]. In the register, SozialBank has BFSWDE33MNZ."),
        ("BFSWDE33XXX", REFERENCE_IBAN, "BFSW DE33 [XXX]"),
    ],
)
def test_a_wrong_bic_is_refused_with_what_is_doubtful(bic: str, iban: str, says: str) -> None:
    assert says in bic_complaint(bic, iban)


@pytest.mark.parametrize(
    ("bic", "iban"),
    [
        (REFERENCE_BIC, ""),
        ("BFSWDE33", REFERENCE_IBAN),
        ("COBADEFF", "DE89370400440532013000"),
        ("COBADEFFXXX", "DE89370400440532013000"),
        ("ANYTATWW", "AT611904300234573201"),
    ],
)
def test_a_right_bic_is_accepted_and_one_the_register_does_not_know(bic: str, iban: str) -> None:
    check_bic(bic, iban)


@pytest.mark.parametrize(
    "typed",
    [
        "DE04 5502 0500 0001 4036 01",
        "de04-5502-0500-0001-4036-01",
        "\u202aDE04\u00a05502\u20090500 0001 4036 01\u202c\n",
        "ＤＥ０４　５５０２　０５００　０００１　４０３６　０１",
        "DE٠٤ ٥٥٠٢ ٠٥٠٠ ٠٠٠١ ٤٠٣٦ ٠١",
    ],
)
def test_numbers_may_be_typed_or_pasted_in_any_way(typed: str) -> None:
    assert compact(typed) == REFERENCE_IBAN


def test_numbers_are_shown_in_groups_of_four() -> None:
    assert grouped(REFERENCE_IBAN) == "DE04 5502 0500 0001 4036 01"


def test_german_accounts_keep_their_old_numbers() -> None:
    numbers = legacy_numbers(REFERENCE_IBAN)
    assert numbers
    assert (numbers.account_number, numbers.bank_code) == ("1403601", "550 205 00")
    assert legacy_numbers("AT611904300234573201") is None


def test_american_routing_numbers_have_a_check_digit() -> None:
    check_routing_number("021000021")
    for wrong in ("021000012", "21000021", "02100002X", "٠٢١٠٠٠٠٢١"):
        with pytest.raises(ValidationError):
            check_routing_number(wrong)
