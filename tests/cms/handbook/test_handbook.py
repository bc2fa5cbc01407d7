"""The handbook: complete in both languages, and each reader begins where their own work is told."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, PUBLISHERS, ROLES
from cms.handbook.pages import FOLDER, LANGUAGES, PAGE_OF_GROUP, PAGES
from cms.translation.teams import ensure_team
from home.models import HomePage

TREE = Path(__file__).parents[3]
NO_BREAK = "\N{NO-BREAK SPACE}"
LABEL = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)]+)\)")
EACH = pytest.mark.parametrize(("language", "name"), [(language, name) for language in LANGUAGES for name in PAGES])


def text_of(language: str, name: str) -> str:
    return (FOLDER / language / f"{name}.md").read_text()


def pictures_of(language: str, name: str) -> list[str]:
    return [target for sign, _words, target in LINK.findall(text_of(language, name)) if sign]


def german_words() -> list[str]:
    """What the German interface says, ours and Wagtail's, as it stands in the catalogues."""
    folders = (TREE / "locale" / "de", Path(wagtail.__file__).parent)
    paths = [path for folder in folders for path in folder.rglob("*.po") if "de" in path.parts]
    entries = [entry for path in paths for entry in polib.pofile(path)]
    return [
        word.replace(NO_BREAK, " ")
        for entry in entries
        for word in (entry.msgstr, *entry.msgstr_plural.values())
        if word
    ]


def is_said(label: str, words: list[str]) -> bool:
    """Whether a label is one of these words, begun with a capital letter or with a name put in."""
    plain = {word[:1].upper() + word[1:] for word in words}
    named = [re.escape(word).replace(re.escape("%(model_name)s"), ".+") for word in words if "%(model_name)s" in word]
    return label in plain or any(re.fullmatch(pattern, label) for pattern in named)


@pytest.fixture
def reader(home_page: HomePage) -> User:
    call_command("create_roles", verbosity=0)
    return User.objects.create_user("reader", "reader@example.org", "a long password")


def opened(user: User, path: str = "/admin/handbook/") -> tuple[str, str]:
    client = Client()
    client.force_login(user)
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return response.request["PATH_INFO"], response.content.decode()


def test_every_role_has_a_page_and_every_page_is_there() -> None:
    assert set(PAGE_OF_GROUP) == {role.name for role in ROLES}
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).iterdir()} == set(PAGES)


@EACH
def test_links_and_pictures_lead_somewhere_and_pictures_are_described(language: str, name: str) -> None:
    for sign, words, target in LINK.findall(text_of(language, name)):
        assert (FOLDER / language / target).is_file(), target
        assert not sign or len(words) > 10


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_say_the_same_in_the_same_order(name: str) -> None:
    def shape(language: str) -> list[str]:
        lines = text_of(language, name).splitlines()
        return [found[0] for line in lines if (found := re.match(r" *(#+|\d+\.|-|!)", line))]

    assert shape("en") == shape("de")
    assert pictures_of("en", name) == pictures_of("de", name)
    assert len(LABEL.findall(text_of("en", name))) == len(LABEL.findall(text_of("de", name)))


def test_german_labels_are_what_the_german_interface_says() -> None:
    words = german_words()
    labels = {label for name in PAGES for label in LABEL.findall(text_of("de", name))}
    assert {label for label in labels if not is_said(label, words)} == set()


def test_no_picture_lies_about_unused() -> None:
    named = {Path(target).name for name in PAGES for target in pictures_of("en", name)}
    assert named == {path.name for path in (FOLDER / "pictures").iterdir()}


def test_somebody_with_two_roles_begins_with_them(reader: User) -> None:
    reader.groups.set(Group.objects.filter(name__in=[DATA_OFFICERS.name, PUBLISHERS.name]))
    path, html = opened(reader)
    assert path == "/admin/handbook/en/publisher.md"
    places = [html.index(f'{name}.md" lang') for name in ("publisher", "data-officer", "editor")]
    assert places == sorted(places)


def test_a_translator_begins_with_translating(reader: User) -> None:
    reader.groups.set([ensure_team(Locale.get_active()).translators])
    assert opened(reader)[0] == "/admin/handbook/en/translator.md"


@pytest.mark.parametrize(("interface", "language"), [("de", "de"), ("ar", "en")])
def test_the_text_is_german_for_german_readers_and_english_for_others(
    reader: User, interface: str, language: str
) -> None:
    reader.groups.set(Group.objects.filter(name=PUBLISHERS.name))
    UserProfile.objects.create(user=reader, preferred_language=interface)
    path, html = opened(reader)
    assert path == f"/admin/handbook/{language}/publisher.md"
    assert f'lang="{language}" dir="ltr"' in html


@pytest.mark.parametrize(
    "path",
    ["pictures/nothing.png", "en/nothing.md", "fr/editor.md", "pictures/..%2F..%2Fen%2Feditor.md", "de/..%2Fx.md"],
)
def test_nothing_else_is_served(reader: User, path: str) -> None:
    reader.groups.set(Group.objects.filter(name=DATA_OFFICERS.name))
    client = Client()
    client.force_login(reader)
    assert client.get(f"/admin/handbook/{path}", follow=True).status_code == 404


def test_pictures_are_for_people_who_are_signed_in(client: Client, home_page: HomePage) -> None:
    name = next((FOLDER / "pictures").iterdir()).name
    assert client.get(f"/admin/handbook/pictures/{name}").status_code == 302
