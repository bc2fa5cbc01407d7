"""The Swiss QR-bill: what its code says, as another reader sees it, and which accounts have one."""

import json
from decimal import Decimal

import pytest
import typst

from campaigns.donations.swiss import Bill, Creditor, has_bill
from campaigns.printing.fonts import fonts

from .conftest import SWISS, SWISS_IBAN
from .reading import read_code

CREDITOR = Creditor(SWISS.holder, SWISS.street, SWISS.house_number, SWISS.postcode, SWISS.town, "CH")


def rendered(svg: str) -> bytes:
    """The picture as pixels, 200 to the inch."""
    page = b"""#set page(width: 210mm, height: 106mm, margin: 0mm)
    #image(bytes(json(bytes(sys.inputs.data)).svg), format: "svg", width: 210mm)"""
    compiler = typst.Compiler(page, font_paths=fonts())
    picture = compiler.compile(format="png", ppi=200, sys_inputs={"data": json.dumps({"svg": svg})})
    assert isinstance(picture, bytes)
    return picture


@pytest.mark.parametrize(("amount", "written"), [(None, ""), ("25", "25.00"), ("999999999.99", "999999999.99")])
def test_another_reader_reads_the_bill(amount: str | None, written: str) -> None:
    bill = Bill(CREDITOR, SWISS_IBAN, "CHF", "Donation stay", Decimal(amount) if amount else None, "de")
    lines = read_code(rendered(bill.svg)).split("\r\n")
    assert lines[:4] == ["SPC", "0200", "1", SWISS_IBAN]
    assert lines[4:11] == ["S", "Example Society", "Example Street", "1", "8000", "Zürich", "CH"]
    assert lines[18:20] == [written, "CHF"]
    assert lines[27:31] == ["NON", "", "Donation stay", "EPD"]


@pytest.mark.parametrize(
    ("language", "title"),
    [("de", "Zahlteil"), ("fr", "Section paiement"), ("it", "Sezione pagamento"), ("ar", "Payment")],
)
def test_the_bill_speaks_the_languages_of_its_country_else_english(language: str, title: str) -> None:
    assert title in Bill(CREDITOR, SWISS_IBAN, "CHF", "Donation", None, language).svg


def test_only_accounts_donors_can_use_have_a_bill() -> None:
    assert has_bill(SWISS_IBAN, "CHF")
    assert has_bill("LI21088100002324013AA", "EUR")
    assert not has_bill(SWISS_IBAN, "USD")
    assert not has_bill("DE04550205000001403601", "EUR")
    # An account for structured references (institution numbers 30000 to 31999), which donors do not have.
    assert not has_bill("CH4431999123000889012", "CHF")
