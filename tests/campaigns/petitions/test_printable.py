"""The form for signatures on paper: all a signer has to read is on it, and it can be signed, folded and found."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
import typst
import zxingcpp
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader
from wagtail.models import Locale, Page

from campaigns.petitions.models import PetitionPage, Sheet
from campaigns.petitions.printable import numbers_from, paragraphs_of
from campaigns.petitions.sheets import enter
from campaigns.printing import sheet as printing
from campaigns.printing.fonts import fonts
from campaigns.printing.sheet import Paragraph
from campaigns.printing.typesetting import TEMPLATES
from cms.access.models import User
from home.models import OrganisationSettings
from tests.campaigns.donations.reading import read_code
from tests.factories import ConsentTextFactory, PetitionPageFactory, petition_settings, translate

MILLIMETRE = 72 / 25.4
DEMAND = "<p>Excellency,</p><ol><li>let them stay;</li><li>let us know.</li></ol><p>Respectfully</p>"
TITLES = {
    "de": "Für sie",
    "ko": "돌려보내지 마세요",
    "ar": "لا تعيدوهم",
    "fa": "آنها را بازنگردانید",
    "zh-hans": "请不要遣返",
}


@pytest.fixture
def page(campaign: Page) -> PetitionPage:
    """A petition of an organisation that says where its sheets go back to."""
    page = PetitionPageFactory(
        parent=campaign, title="Let them stay", slug="let-them-stay", demand=DEMAND, addressee="The Embassy of Examplia"
    )
    organisation = OrganisationSettings.for_site(page.get_site())
    organisation.name, organisation.return_address = "Example Rights", "Example Rights\nExample Street 1\n12345 Town"
    organisation.save()
    ConsentTextFactory(statement="<p>I ask {addressee}.</p>", paper_privacy="")
    return PetitionPage.objects.get(pk=page.pk)


def address_of(page: PetitionPage, language: str = "en") -> str:
    return f"/{language}/petitions/{page.petition.reference}/form.pdf"


def read(response: HttpResponse) -> PdfReader:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert not response.cookies
    return PdfReader(BytesIO(response.content))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())


def size_of(pdf: PdfReader) -> tuple[int, int]:
    box = pdf.pages[0].mediabox
    return round(float(box.width) / MILLIMETRE), round(float(box.height) / MILLIMETRE)


def places(pdf: PdfReader) -> Iterator[tuple[str, float, float]]:
    """Pieces of text with their distance in millimetres from the left and the upper edge."""
    found: list[tuple[str, float, float]] = []
    height = float(pdf.pages[0].mediabox.height)

    def note(text: str, matrix: list[float], text_matrix: list[float], *_font: Any) -> None:
        x, y = text_matrix[4] * matrix[0] + matrix[4], text_matrix[5] * matrix[3] + matrix[5]
        found.append((text.strip(), x / MILLIMETRE, (height - y) / MILLIMETRE))

    pdf.pages[0].extract_text(visitor_text=note)
    yield from found


def test_a_sheet_says_everything_a_signer_has_to_read(client: Client, page: PetitionPage) -> None:
    pdf = read(client.get(address_of(page)))
    assert (len(pdf.pages), size_of(pdf)) == (1, (210, 297))
    words = words_of(pdf)
    for part in (
        page.title, "To: The Embassy of Examplia", "Excellency,", "1. let them stay;", "2. let us know.",
        "Respectfully", "First and last name", "Country", "Signature", "I ask The Embassy of Examplia.",
        "the sheets are destroyed",
        "Whoever signs after you", f"/p/{page.petition.reference}/", "Example Street 1", "Received on", "Sheet no.",
    ):  # fmt: skip
        assert part in words
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


@pytest.mark.parametrize("layout", ["portrait", "landscape"])
@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_ten_to_twelve_lines_are_high_enough_to_write_in(
    client: Client, page: PetitionPage, layout: str, paper: str
) -> None:
    pdf = read(client.get(address_of(page), {"layout": layout, "paper": paper}))
    numbers = {int(text): y for text, _x, y in places(pdf) if text.isdigit() and len(text) <= 2}
    assert 10 <= max(numbers) <= 12
    assert all(numbers[number + 1] - numbers[number] >= 9 for number in range(1, max(numbers)))
    assert (
        size_of(pdf)
        == {
            ("portrait", "a4"): (210, 297),
            ("landscape", "a4"): (297, 210),
            ("portrait", "us-letter"): (216, 279),
            ("landscape", "us-letter"): (279, 216),
        }[layout, paper]
    )


def test_folded_in_thirds_the_return_address_is_in_the_window(client: Client, page: PetitionPage) -> None:
    """DIN 680: the window is 20 mm from the left, 45 mm from the top of the third that is in front, 85 × 45 mm."""
    found = places(read(client.get(address_of(page))))
    lines = [(x, y - 198) for text, x, y in found if text in {"Example Street 1", "12345 Town"}]
    assert len(lines) == 2
    assert all(20 <= x <= 105 and 45 <= y <= 90 for x, y in lines)


def test_columns_are_what_the_petition_asks(client: Client, page: PetitionPage) -> None:
    assert "Place" not in words_of(read(client.get(address_of(page))))
    petition_settings(page, asks_place=True)
    words = words_of(read(client.get(address_of(page))))
    assert "Place" in words
    assert "mail" not in words.lower()


def test_the_deadline_is_that_of_the_petition(client: Client, page: PetitionPage) -> None:
    assert "It has to arrive" not in words_of(read(client.get(address_of(page))))
    petition_settings(page, closes_at=datetime(2099, 5, 27, 12, tzinfo=UTC))
    assert "It has to arrive by May 27, 2099." in words_of(read(client.get(address_of(page))))


def test_an_editors_notice_takes_the_place_of_the_short_one(client: Client, page: PetitionPage) -> None:
    ConsentTextFactory(paper_privacy="<p>{organisation} keeps sheets for {months}.</p>")
    words = words_of(read(client.get(address_of(page))))
    assert "keeps sheets for 6 months." in words
    assert "the sheets are destroyed" not in words


def test_a_long_demand_stands_on_the_back_of_every_sheet(client: Client, page: PetitionPage) -> None:
    page.demand = "".join(f"<p>{number} {'words ' * 60}end{number}</p>" for number in range(20))
    page.save_revision().publish()
    pdf = read(client.get(address_of(page)))
    assert len(pdf.pages) == 2
    assert "stands on the back of this sheet" in pdf.pages[0].extract_text()
    assert all(f"end{number}" in pdf.pages[1].extract_text() for number in range(20))


def test_cards_are_four_to_a_page_with_the_demand_behind_each(client: Client, page: PetitionPage) -> None:
    pdf = read(client.get(address_of(page), {"layout": "cards"}))
    assert len(pdf.pages) == 2
    assert pdf.pages[0].extract_text().count("First and last name") == 4
    assert pdf.pages[1].extract_text().count("let them stay;") == 4
    assert "Whoever signs after you" not in words_of(pdf)


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("layout", ["portrait", "cards"])
def test_every_language_of_the_interface_is_printed(
    client: Client, page: PetitionPage, language: str, layout: str
) -> None:
    titles = {
        "de": "Für sie",
        "ko": "돌려보내지 마세요",
        "ar": "لا تعيدوهم",
        "fa": "آنها را بازنگردانید",
        "zh-hans": "请不要遣返",
    }
    translate(page, Locale.objects.get_or_create(language_code=language)[0], title=titles[language])
    assert len(read(client.get(address_of(page, language), {"layout": layout})).pages) <= 2


@pytest.fixture
def as_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets are pictures instead of PDF; of several the first."""

    def pixels(template: str, data: Any) -> bytes:
        compiler = typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts())
        inputs = {"data": json.dumps(data)}
        picture = compiler.compile(format="png", ppi=300, sys_inputs=inputs)
        return picture if isinstance(picture, bytes) else picture[0]

    monkeypatch.setattr(printing, "typeset_public", pixels)


@pytest.mark.usefixtures("as_picture")
def test_its_code_leads_to_the_petition(client: Client, page: PetitionPage) -> None:
    assert read_code(client.get(address_of(page)).content) == f"http://testserver/p/{page.petition.reference}/"


@pytest.mark.usefixtures("as_picture")
def test_a_numbered_sheet_says_its_number_to_people_and_machines(client: Client, page: PetitionPage) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    picture = client.post(reverse("sheets:print"), batch(page, count="2")).content
    pixels = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    codes = {code.text for code in zxingcpp.read_barcodes(pixels)}
    assert codes == {f"http://testserver/p/{page.petition.reference}/", f"{page.petition.reference}/B-007"}


def batch(page: PetitionPage, **changes: str) -> dict[str, str]:
    form = {"page": str(page.pk), "layout": "portrait", "paper": "a4", "beginning": "b-", "first": "7", "count": "3"}
    return {**form, **changes}


@pytest.mark.parametrize("layout", ["portrait", "landscape"])
def test_a_batch_is_one_file_with_a_number_on_each_sheet(client: Client, page: PetitionPage, layout: str) -> None:
    client.force_login(User.objects.create_superuser("admin"))
    assert "B- gives B-001" in client.get(reverse("sheets:print")).content.decode()
    pdf = read(client.post(reverse("sheets:print"), batch(page, layout=layout)))
    assert len(pdf.pages) == 3
    for number, sheet in enumerate(pdf.pages, start=7):
        words = " ".join(sheet.extract_text().split())
        assert f"B-00{number}" in words
        assert "let them stay;" in words


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"count": "201"}, "less than or equal to 200"),
        ({"first": "0"}, "greater than or equal to 1"),
        ({"beginning": "ü-"}, "letters from A to Z"),
        ({"page": ""}, "required"),
        ({"first": "1", "count": "20"}, "The sheet B-017 is entered already."),
    ],
)
def test_a_batch_that_would_confuse_is_refused(
    client: Client, page: PetitionPage, changes: dict[str, str], says: str
) -> None:
    user = User.objects.create_superuser("admin")
    client.force_login(user)
    sheet = Sheet(
        petition=page.petition, number="B-017", collected_on="2026-01-01", country="DE", language="en", valid_lines=3
    )
    enter(sheet, user)
    answer = client.post(reverse("sheets:print"), {**batch(page), **changes})
    assert answer.status_code == 200
    assert says in answer.content.decode()


def test_numbers_of_a_batch_sort_as_they_count() -> None:
    assert numbers_from("B-", 9, 2) == ["B-009", "B-010"]
    assert numbers_from("", 999, 2) == ["0999", "1000"]


def test_signs_no_font_has_are_left_out_and_letters_are_named(client: Client, page: PetitionPage) -> None:
    page.title = "Let them stay 🕯"
    page.save_revision().publish()
    assert "Let them stay" in words_of(read(client.get(address_of(page))))
    page.title = "ให้พวกเขาอยู่"
    page.save_revision().publish()
    response = client.get(address_of(page))
    assert response.status_code == 422
    assert "no font has these characters: ใ ห" in response.content.decode()


def test_an_unknown_wish_is_no_error(client: Client, page: PetitionPage) -> None:
    assert size_of(read(client.get(address_of(page), {"layout": "round", "paper": "wall"}))) == (210, 297)
    assert client.get("/en/petitions/nothing/form.pdf").status_code == 404


def test_the_form_is_offered_where_people_sign_and_after_it(client: Client, page: PetitionPage) -> None:
    assert f'href="{address_of(page)}"' in client.get(page.get_url()).content.decode()
    assert f'href="{address_of(page)}?layout=cards"' in client.get(page.get_url()).content.decode()
    thanks = f"/en/petitions/{page.petition.reference}/thanks/"
    assert address_of(page) in client.get(thanks).content.decode()
    petition_settings(page, closes_at=timezone.now())
    assert address_of(page) not in client.get(thanks).content.decode()
    assert address_of(page) not in client.get(page.get_url()).content.decode()


def test_rich_text_becomes_paragraphs_and_items() -> None:
    html = '<h2>One</h2><p>Two <b>bold</b><br/>line &amp; <a href="https://example.org">link</a></p><ul><li>Three</li></ul>'
    assert list(paragraphs_of(html)) == [Paragraph("One"), Paragraph("Two bold line & link"), Paragraph("Three", "•")]
