"""Pages as a browser has them, and what has to be true of the languages on every one of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import html5lib
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from campaigns.languages import is_right_to_left, own_name
from home.models import HomePage

LANGUAGES = ("en", "de", "ar", "ko")
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "title", "placeholder")
OWN_NAMES = {own_name(code): code for code in LANGUAGES}
TERRITORIES = {"en": "en_US", "de": "de_DE", "ar": "ar_EG", "ko": "ko_KR"}


def empty_site() -> Site:
    """A site with nothing but an English home page, whatever was there before."""
    english = Locale.objects.get_or_create(language_code="en")[0]
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    Site.objects.all().delete()
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=english))
    for child in root.get_children():
        child.delete()
    home = Page.objects.get(pk=root.pk).add_child(instance=HomePage(title="Home", slug="home", locale=english))
    site = Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    Site.clear_site_root_paths_cache()
    return site


@dataclass(frozen=True)
class Text:
    """A text on a page with the language and direction it is said to have."""

    words: str
    language: str
    direction: str


@dataclass
class Shown:
    """A page as a browser has it."""

    root: Any

    def links(self, rel: str) -> list[dict[str, str]]:
        return [dict(link.items()) for link in self.root.iter("link") if link.get("rel") == rel]

    def meta(self, name: str) -> list[str]:
        return [meta.get("content") for meta in self.root.iter("meta") if meta.get("property") == name]

    def texts(self) -> list[Text]:
        return list(texts_in(self.root, "", ""))


def texts_in(element: Any, language: str, direction: str) -> Iterator[Text]:
    """What is shown or read out of an element, with its language."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "meta", "link"}:
        return
    language, direction = element.get("lang", language), element.get("dir", direction)
    spoken = [element.get(name) for name in SPOKEN_ATTRIBUTES]
    for words in [element.text, *spoken]:
        if words and words.strip():
            yield Text(" ".join(words.split()), language, direction)
    for child in element:
        yield from texts_in(child, language, direction)
        if child.tail and child.tail.strip():
            yield Text(" ".join(child.tail.split()), language, direction)


def show(client: Client, address: str) -> Shown:
    response = client.get(address)
    assert response.status_code == 200, address
    return Shown(html5lib.parse(response.content.decode(), namespaceHTMLElements=False))


def sitemap(client: Client) -> dict[str, dict[str, str]]:
    """Alternates by language of each address in the sitemap."""
    urls = ElementTree.fromstring(client.get("/sitemap.xml").content).findall("s:url", SITEMAP)  # noqa: S314
    return {
        url.findtext("s:loc", "", SITEMAP): {
            link.get("hreflang", ""): link.get("href", "") for link in url.findall("x:link", SITEMAP)
        }
        for url in urls
    }


def language_of_address(address: str) -> str:
    return address.removeprefix("http://localhost/").partition("/")[0]


@dataclass
class Visited:
    """A site whose sitemap somebody has walked: the alternates and the page of each address."""

    alternates: dict[str, dict[str, str]]
    pages: dict[str, Shown]


def visit(client: Client) -> Visited:
    """Every page in the sitemap."""
    alternates = sitemap(client)
    return Visited(alternates, {address: show(client, address) for address in alternates})


def direction_of(language: str) -> str:
    return "rtl" if is_right_to_left(language) else "ltr"


def check_languages(visited: Visited) -> None:
    """Each address says its language and direction, and there are pages in all languages."""
    assert {language_of_address(address) for address in visited.pages} == set(LANGUAGES)
    for address, shown in visited.pages.items():
        language = language_of_address(address)
        assert (shown.root.get("lang"), shown.root.get("dir")) == (language, direction_of(language)), address


def check_alternates(visited: Visited) -> None:
    """Each address is its own, and names the same page in other languages, which name it."""
    for address, alternates in visited.alternates.items():
        shown = visited.pages[address]
        assert [link["href"] for link in shown.links("canonical")] == [address]
        assert {link["hreflang"]: link["href"] for link in shown.links("alternate") if "hreflang" in link} == alternates
        if not alternates:
            continue
        assert alternates[language_of_address(address)] == address
        assert alternates["x-default"] == alternates["en"]
        for language, other in alternates.items():
            assert visited.alternates[other] == alternates
            assert language in {language_of_address(other), "x-default"}


def check_sharing(visited: Visited) -> None:
    """Each address names its languages to those who show a preview of it."""
    for address, alternates in visited.alternates.items():
        language = language_of_address(address)
        others = set(alternates) - {language, "x-default"}
        assert visited.pages[address].meta("og:locale") == [TERRITORIES[language]]
        assert set(visited.pages[address].meta("og:locale:alternate")) == {TERRITORIES[other] for other in others}


def check_switcher(visited: Visited) -> None:
    """Each language is named in itself, under its own `lang`."""
    for address, alternates in visited.alternates.items():
        named = [text for text in visited.pages[address].texts() if text.words in OWN_NAMES]
        assert [text for text in named if text.language != OWN_NAMES[text.words]] == [], address
        assert {OWN_NAMES[text.words] for text in named} >= set(alternates) - {"x-default"}


def check_names(visited: Visited, pages: Iterable[Page]) -> None:
    """No page is called by its name in another language without saying so."""
    titles: dict[str, set[str]] = {}
    for page in pages:
        titles.setdefault(page.locale.language_code, set()).add(" ".join(page.title.split()))
    for address, shown in visited.pages.items():
        language = language_of_address(address)
        foreign = set().union(*(names for code, names in titles.items() if code != language)) - titles[language]
        assert [text for text in shown.texts() if text.words in foreign and text.language == language] == [], address
