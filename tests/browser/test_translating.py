"""From a change in English to the Arabic page: publisher, translator, language lead and visitor, in the browser."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation

from campaigns.articles.models import UpdatePage
from cms.access.granting import grant_roles
from cms.access.roles import PUBLISHERS

from .conftest import LogIn, OpenPage
from .test_accessibility import violations

CHANGED = "The figures, with their dates and sources"
TRANSLATED = "الأرقام مع تواريخها ومصادرها"


@pytest.fixture
def arabic(db: None) -> Locale:
    return Locale.objects.get(language_code="ar")


def test_a_change_in_english_reaches_the_arabic_page_through_translator_and_lead(
    log_in: LogIn, open_page: OpenPage, arabic: Locale
) -> None:
    grant_roles()
    page = UpdatePage.objects.get(locale__language_code="en")
    live = UpdatePage.objects.get(locale=arabic)
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=arabic)
    editor = reverse("translations:edit", args=[translation.pk])
    former = live.title

    publisher = log_in("publisher-in-browser", Group.objects.get(name=PUBLISHERS.name))
    publisher.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    publisher.page.fill("#id_title", CHANGED)
    publisher.page.click(".footer [data-w-dropdown-target=toggle]")
    publisher.page.click("[name=action-publish]")
    publisher.page.wait_for_selector(".messages")
    assert "out of date" in publisher.page.inner_text(".messages")

    # Out of date for whoever looks after the language; online as it was for whoever reads it.
    translator = log_in("translator-in-browser", arabic.team.translators, width=360)
    translator.go(reverse("translations:report"))
    assert "changed" in translator.page.inner_text(f"a[href='{editor}']")
    visitor = open_page(live.url)
    assert visitor.page.inner_text("h1") == former

    translator.go("/admin/")
    translator.follow(f"a[href='{editor}'] >> nth=0")
    unit = translator.page.locator(".unit.is-changed")
    unit.locator("ins").first.wait_for()
    field = unit.locator("textarea")
    assert field.input_value() == former
    assert field.evaluate("field => getComputedStyle(field).direction") == "rtl"
    field.fill(TRANSLATED)
    assert translator.page.locator("button[value=publish]").count() == 0
    translator.page.click("button[value=submit]")
    translator.page.wait_for_selector(".translation-review")
    assert open_page(live.url).page.inner_text("h1") == former

    lead = log_in("lead-in-browser", arabic.team.leads)
    lead.follow(f"a[href='{editor}'] >> nth=0")
    assert lead.page.locator("textarea").first.input_value() == TRANSLATED
    lead.page.click(".translation-buttons button[value=publish]")
    lead.page.wait_for_selector(".messages")

    visitor.go(live.url)
    assert visitor.page.inner_text("h1") == TRANSLATED
    assert visitor.page.get_attribute("html", "dir") == "rtl"
    assert visitor.page.get_attribute("html", "lang") == "ar"
    assert visitor.page.locator("main [lang=en]:has-text('figures')").count() == 0


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_on_the_translation_screens(log_in: LogIn, arabic: Locale, *, is_dark: bool) -> None:
    translation = Translation.objects.filter(target_locale=arabic, source__object_repr__contains="China").first()
    assert translation
    visit = log_in(f"translator-axe-{is_dark}", arabic.team.translators, is_dark=is_dark)
    assert violations(visit.go(reverse("translations:edit", args=[translation.pk]))) == []
    assert violations(visit.go(reverse("translations:report"))) == []
    assert violations(visit.go("/admin/")) == []


def test_what_is_written_has_the_direction_of_its_language_not_of_the_admin(
    log_in: LogIn, open_page: OpenPage, arabic: Locale
) -> None:
    grant_roles()
    page = UpdatePage.objects.get(locale=arabic)
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=arabic)
    Translation.objects.filter(pk=translation.pk).update(enabled=False)
    visit = log_in("editor-of-arabic", Group.objects.get(name=PUBLISHERS.name))
    visit.go(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert visit.page.get_attribute("html", "dir") != "rtl"
    visit.page.wait_for_selector("#id_title[dir=rtl][lang=ar]")
    visit.page.wait_for_selector(".public-DraftEditor-content[dir=rtl][lang=ar]", state="attached")
    assert visit.page.get_attribute("#id_slug", "dir") != "rtl"
    Translation.objects.filter(pk=translation.pk).update(enabled=True)
