"""The consent wording as it is shown, and limits that agree with their number."""

import pytest
from django.utils import translation

from campaigns.petitions.consent import consent_wording
from campaigns.petitions.forms.visitors import SignForm
from campaigns.petitions.models import ConsentText, PetitionPage
from campaigns.petitions.offers import offer_of


def test_what_is_filled_in_is_in_the_language_of_the_text_not_of_the_page(
    page: PetitionPage, consent: ConsentText
) -> None:
    with translation.override("de"):
        wording = consent_wording(consent, page)
    assert "Erased after 6 months." in wording.privacy
    assert "The addressee receives only the number of signatures" in wording.privacy


def test_a_single_month_is_written_as_one(page: PetitionPage, consent: ConsentText) -> None:
    page.petition.retention_months = 1
    assert "Erased after 1 month." in consent_wording(consent, page).privacy


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Shorten your name to at most 200 characters (it has 201)."),
        ("de", "Kürzen Sie Ihren Namen auf höchstens 200 Zeichen (jetzt sind es 201)."),
    ],
)
def test_a_name_that_is_too_long_is_told_how_long_it_may_be(
    page: PetitionPage, consent: ConsentText, language: str, words: str
) -> None:
    with translation.override(language):
        offer = offer_of(page)
        assert offer
        form = SignForm({"name": "x" * 201}, offer=offer)
        assert form.errors["name"] == [words]
