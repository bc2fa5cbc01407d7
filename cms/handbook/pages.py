"""The pages of the handbook: where they are, whose they are, and what they say as HTML."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from markdown_it import MarkdownIt

from cms.access.roles import DATA_OFFICERS, DATA_PROTECTION_OFFICERS, EDITORS, PUBLISHERS, VIEWERS
from cms.translation.permissions import User, languages_of

FOLDER = Path(settings.BASE_DIR, "docs", "handbook")
LANGUAGES = ("en", "de")
ADMINISTRATOR = "administrator"
TRANSLATOR = "translator"
# In the order of the list beside a page.
PAGES = ("editor", "publisher", TRANSLATOR, "data-officer", "data-protection-officer", "viewer", ADMINISTRATOR)
PAGE_OF_GROUP = {
    EDITORS.name: "editor",
    PUBLISHERS.name: "publisher",
    DATA_OFFICERS.name: "data-officer",
    DATA_PROTECTION_OFFICERS.name: "data-protection-officer",
    VIEWERS.name: "viewer",
}
# Pages are written by us, but a tag in them is a mistake all the same.
MARKDOWN = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True)
class Page:
    """A page in one language."""

    name: str
    language: str
    title: str
    html: str


@lru_cache(maxsize=len(PAGES) * len(LANGUAGES))
def read(language: str, name: str) -> Page:
    """A page of the handbook. The files change only with the software, so each is read once."""
    heading, _, text = (FOLDER / language / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    return Page(name, language, heading.removeprefix("# "), MARKDOWN.render(text))


def pages_of(user: User) -> list[str]:
    """The pages that tell a person about their own roles."""
    groups = user.groups.values_list("name", flat=True)
    own = {PAGE_OF_GROUP[group] for group in groups if group in PAGE_OF_GROUP}
    if languages_of(user).exists():
        own.add(TRANSLATOR)
    if user.is_superuser:
        own.add(ADMINISTRATOR)
    return [name for name in PAGES if name in own]


def language_for(interface: str) -> str:
    """The language of the handbook for somebody who reads the admin in this one."""
    return interface if interface in LANGUAGES else LANGUAGES[0]


def titles(language: str, names: Iterable[str]) -> list[Page]:
    """These pages in a language."""
    return [read(language, name) for name in names]
