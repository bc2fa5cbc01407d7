"""The mail about an update: what stands in it, what it loads, and how one gets rid of it."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import escape
from wagtail.models import Locale, Site

from campaigns.articles.mail import compose, sample
from campaigns.articles.models import UpdatePage
from campaigns.petitions.tokens import Purpose, make_token, read_token
from home.models import OrganisationSettings
from tests.factories import translate

pytestmark = pytest.mark.django_db


def test_the_mail_names_update_organisation_reason_and_way_out(
    update: UpdatePage, sign: Callable, mailed: Callable
) -> None:
    organisation = OrganisationSettings.for_site(Site.objects.get(is_default_site=True))
    organisation.name, organisation.postal_address = "Example Rights", "1 Example Square\nExample City"
    organisation.save()
    signature = sign("ada")
    mailed()
    message = mail.outbox[0]
    token = make_token(Purpose.UNSUBSCRIBE, signature.public_id)
    for part in (message.body, message.alternatives[0].content):
        for words in ("They were heard", "The court has listened", update.full_url, "asked for news", token):
            assert words in part
        for line in ("Example Rights", "1 Example Square", "Example City"):
            assert line in part
        for personal in ("Ada", "ada@"):
            assert personal not in part


def test_the_header_ends_the_news_by_one_click(sign: Callable, mailed: Callable) -> None:
    signature = sign("ada", language="ar")
    mailed()
    raw = mail.outbox[0].message().as_bytes()
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = parsed["List-Unsubscribe"].strip("<>")
    path = address.partition("://")[2].partition("/")[2]
    language, _petitions, reference, _view, token, _end = path.split("/")
    assert (language, reference) == ("ar", signature.petition.reference)
    assert read_token(Purpose.UNSUBSCRIBE, token) == signature.public_id
    assert len(b"List-Unsubscribe: " + parsed["List-Unsubscribe"].encode()) < 998
    assert Client().post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    signature.refresh_from_db()
    assert not signature.wants_updates


def test_the_html_loads_nothing_and_tells_nobody(update: UpdatePage) -> None:
    html = sample(update, "en").html
    assert re.findall(r"<(?:img|link|script|iframe|object|embed|video|audio|source)\b|url\(|@import|\ssrc", html) == []
    assert set(re.findall(r'href="([^"]*)"', html)) == {update.full_url, "http://127.0.0.1:8000"}
    assert "?" not in update.full_url


def test_what_an_editor_wrote_is_text_and_no_markup(update: UpdatePage) -> None:
    update.title, update.summary = "Heard & <b>freed</b>\nBcc: x@example.org", "One\nTwo <script>"
    letter = compose(update, "en")
    assert "\n" not in letter.subject
    assert escape("Heard & <b>freed</b>") in letter.html
    assert "<script>" not in letter.html
    assert "Heard & <b>freed</b>" in letter.text


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("de", "ltr")])
def test_it_is_written_in_the_direction_of_its_language(
    update: UpdatePage, english: Locale, language: str, direction: str
) -> None:
    locale = Locale.objects.get_or_create(language_code=language)[0]
    page = translate(update, locale, title="Title")
    html = compose(page, language).html
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f'<div lang="{language}" dir="{direction}">' in html
