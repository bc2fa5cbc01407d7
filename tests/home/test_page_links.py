"""Links to pages in formatted text lead to the reader's language, and are looked up together."""

from typing import Any

import pytest
from django.utils.translation import override
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html
from wagtail.rich_text.pages import PageLinkHandler

from home.models import HomePage, StandardPage
from home.page_links import PageLinks
from tests.factories import StandardPageFactory, translate


@pytest.fixture
def about(home_page: HomePage) -> StandardPage:
    return StandardPageFactory(parent=home_page, slug="about")


def link(page_id: object) -> str:
    return f'<p><a linktype="page" id="{page_id}">here</a></p>'


def test_a_link_leads_to_the_live_translation_else_to_the_page(about: StandardPage, german: Locale) -> None:
    with override("de"):
        assert expand_db_html(link(about.pk)) == '<p><a href="/en/about/">here</a></p>'
        translation = translate(about, german)
        assert expand_db_html(link(about.pk)) == '<p><a href="/de/about/">here</a></p>'
        translation.unpublish()
        assert expand_db_html(link(about.pk)) == '<p><a href="/en/about/">here</a></p>'


@pytest.mark.parametrize("page_id", ["", "x", "²", "0", "99999999"])
def test_a_link_to_nothing_leads_nowhere(home_page: HomePage, page_id: str) -> None:
    assert expand_db_html(link(page_id)) == "<p><a>here</a></p>"


def test_links_are_those_wagtail_would_make(home_page: HomePage, about: StandardPage, german: Locale) -> None:
    draft = StandardPageFactory(parent=home_page, slug="draft", live=False)
    attributes = [{"id": str(page.pk)} for page in (about, home_page, draft, translate(about, german))]
    for language in ("en", "de"):
        with override(language):
            expected = PageLinkHandler.expand_db_attributes_many(attributes)
            assert PageLinks.expand_db_attributes_many(attributes) == expected


def test_the_texts_of_a_page_ask_for_their_links_once(
    about: StandardPage, german: Locale, django_assert_num_queries: Any
) -> None:
    translate(about, german)
    home = about.get_parent().pk
    texts = [{"type": "paragraph", "value": link(page_id)} for page_id in (about.pk, home, about.pk)]
    texts.append({"type": "callout", "value": {"kind": "note", "heading": "", "text": link(about.pk)}})
    StandardPage.objects.filter(pk=about.pk).update(body=texts)
    expand_db_html(link(about.pk))
    body = StandardPage.objects.get(pk=about.pk).body
    with django_assert_num_queries(2):
        english = [str(block.value if block.block_type == "paragraph" else block.value["text"]) for block in body]
    with override("de"), django_assert_num_queries(1):
        in_german = str(body[2].value)
    assert [text.split('"')[1] for text in english] == ["/en/about/", "/en/", "/en/about/", "/en/about/"]
    assert in_german.split('"')[1] == "/de/about/"
    assert body[0].value.source == link(about.pk)


def test_a_text_with_a_broken_tag_leaves_its_neighbours_alone(about: StandardPage) -> None:
    texts = ['<p>One <a linktype="page" id="1"', link(about.pk), "<p>Three</p>"]
    StandardPage.objects.filter(pk=about.pk).update(body=[{"type": "paragraph", "value": text} for text in texts])
    body = StandardPage.objects.get(pk=about.pk).body
    assert [str(block.value) for block in body] == [expand_db_html(text) for text in texts]
