"""The visitor's way on a phone with scripts off: sign, look at the mail, confirm, be counted."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail

from campaigns.petitions.models import PetitionPage, count_signatures

from .conftest import LANGUAGES, OpenPage, Visit

TAKE_BACK = "button:has-text('Take my signature back')"


def fill_in(visit: Visit, address: str) -> None:
    visit.page.fill("#id_name", "Jiyoung Example")
    visit.page.fill("#id_email", address)
    visit.page.select_option("#id_country", "DE")
    visit.follow("#sign button[type=submit]")


def link_in_last_mail(kind: str) -> str:
    found = re.search(rf"https?://\S+/{kind}/\S+/", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return urlsplit(found[0]).path


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_signature_is_given_confirmed_and_counted_without_scripts(open_page: OpenPage, language: str) -> None:
    page = PetitionPage.objects.get(locale__language_code=language)
    before = count_signatures(page.petition).confirmed
    visit = open_page(page.url, width=360, has_scripts=False)
    fill_in(visit, f"jiyoung.{language}@example.org")
    assert visit.path == f"/{language}/petitions/{page.petition.reference}/sent/"
    assert "jiyoung" not in visit.page.content()

    visit.go(link_in_last_mail("confirm"))
    assert visit.page.get_attribute("html", "lang") == language
    assert visit.page.get_attribute("html", "dir") == ("rtl" if language == "ar" else "ltr")
    assert count_signatures(page.petition).confirmed == before
    visit.follow("main form button")
    assert visit.path == f"/{language}/petitions/{page.petition.reference}/thanks/"
    assert count_signatures(page.petition).confirmed == before + 1
    # One number for all languages.
    for other in LANGUAGES:
        visit.go(f"/{other}/petitions/{page.petition.reference}/thanks/")
        assert visit.page.locator(".tally .number").inner_text() == str(before + 1)

    visit.go(link_in_last_mail("confirm"))
    assert visit.page.locator("main form").count() == 0
    assert visit.cookies == []


def test_errors_stand_first_and_what_was_typed_is_kept(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url, width=360, has_scripts=False)
    visit.page.fill("#id_name", "علي مثال")
    visit.page.fill("#id_email", "ali@")
    visit.follow("#sign button[type=submit]")
    assert visit.page.title().startswith("Error: ")
    first = visit.page.locator("main .wrap > *").first
    assert first.get_attribute("role") == "alert"
    assert [link.get_attribute("href") for link in first.get_by_role("link").all()] == ["#id_email", "#id_country"]
    assert visit.page.input_value("#id_name") == "علي مثال"
    assert visit.page.get_attribute("#id_email", "aria-invalid") == "true"
    described = (visit.page.get_attribute("#id_email", "aria-describedby") or "").split()
    assert [visit.page.locator(f"#{name}").count() for name in described] == [1, 1]


def test_a_signer_sees_what_is_stored_and_takes_it_back_without_scripts(
    open_page: OpenPage, petition_page: PetitionPage
) -> None:
    visit = open_page(petition_page.url, width=360, has_scripts=False)
    fill_in(visit, "withdrawing@example.org")
    visit.go(link_in_last_mail("confirm"))
    visit.follow("main form button")
    confirmed = count_signatures(petition_page.petition).confirmed
    visit.go(petition_page.url)
    fill_in(visit, "withdrawing@example.org")
    visit.go(link_in_last_mail("my"))
    assert "withdrawing@example.org" in visit.page.locator("main").inner_text()
    visit.follow(TAKE_BACK)
    assert visit.page.locator(".errors").is_visible()
    visit.page.check("#id_is_sure")
    visit.follow(TAKE_BACK)
    assert "withdrawing@example.org" not in visit.page.locator("main").inner_text()
    assert count_signatures(petition_page.petition).confirmed == confirmed - 1


def test_a_language_is_switched_without_scripts(open_page: OpenPage, petition_page: PetitionPage) -> None:
    visit = open_page(petition_page.url, width=360, has_scripts=False)
    visit.page.click(".languages summary")
    visit.page.get_by_role("link", name="Deutsch").click()
    assert visit.page.get_attribute("html", "lang") == "de"
    assert visit.path == petition_page.url.replace("/en/", "/de/")
