"""The house rules of templates. Mails are apart: mail programs know no style sheets."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.utils import translation

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if path.parent.name != "mail")
# The admin and signing in have their own way with these things, and only developers see the mailbox.
APART = {"access", "account", "admin", "allauth", "mailbox", "mfa", "translation", "usersessions", "wagtailadmin"}
APART |= {"429.html"}
PUBLIC = [path for path in PAGES if APART.isdisjoint(path.parts)]
LONGEST = 60


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_have_no_style_and_no_script_in_them(path: Path) -> None:
    """The content security policy would refuse them."""
    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)|javascript:", path.read_text()) == []


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_public_templates_know_no_session_no_token_and_no_user(path: Path) -> None:
    """Their pages are the same bytes for everybody."""
    assert re.findall(r"csrf_token|request\.user|wagtailuserbar|request\.session|\bmessages\b", path.read_text()) == []


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_public_templates_load_nothing_from_elsewhere(path: Path) -> None:
    assert re.findall(r"(?:src|srcset|href)=[\"'](?:https?:)?//", path.read_text()) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_are_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_compile(path: Path) -> None:
    assert get_template(name(path))


@pytest.mark.parametrize("path", PUBLIC, ids=name)
def test_words_between_tags_are_translatable(path: Path) -> None:
    text = path.read_text()
    text = re.sub(r"\{%\s*(blocktranslate|comment)\b.*?end\1\s*%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<!doctype html>|&\w+;", "", text, flags=re.DOTALL)
    assert re.findall(r">[^<>]*[^\W\d_]{2,}[^<>]*<", text) == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_page_for_our_own_mistakes_needs_neither_request_nor_database(language: str) -> None:
    with translation.override(language):
        page = render_to_string("500.html")
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert "noindex" in page
