"""Search finds what visitors may read in their language, and nothing breaks it."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale, PageViewRestriction

from home.models import HomePage, StandardPage
from search.finding import LONGEST_QUERY, cleaned
from tests.factories import StandardPageFactory, translate

pytestmark = pytest.mark.indexed


def found(client: Client, query: str, language: str = "en", page: str = "") -> list[str]:
    response = client.get(f"/{language}/search/", {"q": query, "page": page})
    assert response.status_code == 200
    return [result.title for result in response.context["results"]]


@pytest.fixture
def page(home_page: HomePage) -> StandardPage:
    body = [("paragraph", "<p>Nobody may be sent back to torture.</p>")]
    return StandardPageFactory(parent=home_page, title="Refoulement", slug="refoulement", body=body)


def test_pages_are_found_by_title_and_by_text(client: Client, page: StandardPage) -> None:
    assert found(client, "refoulement") == ["Refoulement"]
    assert found(client, "torture") == ["Refoulement"]
    assert found(client, "torture back") == ["Refoulement"]


def test_all_words_are_wanted(client: Client, page: StandardPage) -> None:
    assert found(client, "torture bananas") == []


def test_only_the_language_of_the_address_is_searched(client: Client, page: StandardPage, german: Locale) -> None:
    translate(page, german, title="Zurückweisung")
    assert found(client, "Refoulement", "de") == []
    assert found(client, "Zurückweisung", "de") == ["Zurückweisung"]
    assert found(client, "Zurückweisung", "en") == []


def test_neither_drafts_nor_pages_behind_a_password_are_found(client: Client, page: StandardPage) -> None:
    StandardPageFactory(parent=page.get_parent(), title="Refoulement draft", live=False)
    hidden = StandardPageFactory(parent=page.get_parent(), title="Refoulement hidden")
    PageViewRestriction.objects.create(page=hidden, restriction_type="password", password="secret")
    assert found(client, "refoulement") == ["Refoulement"]


def test_words_are_found_in_languages_written_without_spaces(client: Client, home_page: HomePage) -> None:
    body = [("paragraph", "<p>任何缔约国不得强制遣返难民。</p>")]
    StandardPageFactory(parent=home_page, title="不驱回原则", slug="zh", body=body)
    assert found(client, "驱回") == ["不驱回原则"]
    assert found(client, "遣返") == ["不驱回原则"]


def test_results_come_ten_at_a_time(client: Client, home_page: HomePage) -> None:
    for number in range(12):
        StandardPageFactory(parent=home_page, title=f"Torture {number}", slug=f"torture-{number}")
    first, second = found(client, "torture"), found(client, "torture", page="2")
    assert (len(first), len(second)) == (10, 2)
    assert not set(first) & set(second)
    assert found(client, "torture", page="99") == second
    assert found(client, "torture", page="x") == first


def test_without_a_question_there_is_only_the_form(client: Client, home_page: HomePage) -> None:
    response = client.get("/en/search/")
    assert response.status_code == 200
    assert response.context["total"] == 0


def test_nothing_found_is_said(client: Client, home_page: HomePage) -> None:
    assert b"Nothing was found" in client.get("/en/search/?q=xyzzy").content


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "\x00torture",
        "a" * 100_000,
        "\ud800",
        "' OR 1=1 --",
        '"',
        "((((",
        "a* NEAR(b)",
        "title:x AND",
        "%",
        "🕊️",
        "<script>alert(1)</script>",
        "-",
        "\\",
        "& | ! <->",
    ],
)
def test_no_question_breaks_it(client: Client, page: StandardPage, query: str) -> None:
    response = client.get("/en/search/", query_params={"q": query.encode("utf-8", "surrogatepass")})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_broken_percent_encoding_does_not_break_it(client: Client, page: StandardPage) -> None:
    assert client.get("/en/search/?q=%ff%fe%&page=%00").status_code == 200


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_nor_does_any_other(client: Client, page: StandardPage, query: str) -> None:
    assert client.get("/en/search/", {"q": query}).status_code == 200


@given(st.text(max_size=1000))
def test_a_cleaned_question_is_short_and_has_only_what_text_has(query: str) -> None:
    result = cleaned(query)
    assert len(result) <= LONGEST_QUERY
    assert "\x00" not in result
    assert cleaned(result) == result


def test_searching_leaves_no_trace_with_the_visitor(client: Client, page: StandardPage) -> None:
    response = client.get("/en/search/?q=torture")
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
