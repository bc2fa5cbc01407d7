"""The report: what each person finds in it, and the same as a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.admin.menu import admin_menu, reports_menu
from wagtail.models import GroupPagePermission, Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, EDITORS, PUBLISHERS, VIEWERS
from cms.translation.matrix import matrix_for, sees_translations
from cms.translation.permissions import may_add, translations_for
from cms.translation.publishing import publish
from cms.translation.standing import State
from home.models import HomePage, SiteTexts, StandardPage
from tests.cms.translation.conftest import BODY, edit, start_translation, translate_all
from tests.factories import CampaignIndexPageFactory, CampaignPageFactory, StandardPageFactory

Users = Callable[..., User]
REPORT = "/admin/translations/"


@pytest.fixture
def german_translation(source: StandardPage, german: Locale) -> Translation:
    return start_translation(source, german)


@pytest.fixture
def arabic_translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


@pytest.fixture
def publisher(user_named: Users) -> User:
    grant_roles()
    return user_named("publisher", Group.objects.get(name=PUBLISHERS.name))


@pytest.fixture
def editor(user_named: Users) -> User:
    grant_roles()
    return user_named("editor", Group.objects.get(name=EDITORS.name))


@pytest.fixture
def translator(user_named: Users, german: Locale) -> User:
    return user_named("translator", german.team.translators)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, query: str = "") -> str:
    response = client.get(REPORT + query)
    assert response.status_code == 200
    return response.content.decode()


def columns_of(html: str) -> list[str]:
    return re.findall(r'<th scope="col" role="columnheader">([^<]+)</th>', html)[1:]


def titles_of(html: str) -> list[str]:
    return [title.strip() for title in re.findall(r'role="rowheader".*?<(?:a|span)[^>]*>(.*?)</', html, re.DOTALL)]


class TestWhoSeesWhat:
    def test_a_translator_sees_their_language_and_nothing_of_others(
        self, translator: User, german_translation: Translation, arabic_translation: Translation
    ) -> None:
        html = text_of(logged_in(translator))
        assert columns_of(html) == ["German"]
        assert "The right to stay" in titles_of(html)
        assert reverse("translations:edit", args=[german_translation.pk]) in html
        assert reverse("translations:edit", args=[arabic_translation.pk]) not in html

    def test_a_translator_reads_no_title_that_was_not_given_to_translators(
        self, translator: User, german_translation: Translation, source: StandardPage, home_page: HomePage
    ) -> None:
        source.title = "Not yet to be known"
        source.save_revision()
        StandardPageFactory(parent=home_page, title="Nor this").save_revision().publish()
        html = text_of(logged_in(translator))
        assert "Not yet to be known" not in html
        assert "Nor this" not in html
        assert "wagtailadmin" not in "".join(re.findall(r'role="rowheader".*?</th>', html, re.DOTALL))

    def test_an_editor_sees_all_languages_and_what_is_not_translated(
        self, editor: User, german_translation: Translation, arabic: Locale, home_page: HomePage
    ) -> None:
        StandardPageFactory(parent=home_page, title="Untranslated").save_revision().publish()
        html = text_of(logged_in(editor))
        assert columns_of(html) == ["Arabic", "German"]
        assert "Untranslated" in titles_of(html)
        assert "submit/page" not in html

    def test_whoever_may_have_pages_translated_is_led_there(
        self, publisher: User, german_translation: Translation, arabic: Locale, source: StandardPage
    ) -> None:
        html = text_of(logged_in(publisher))
        assert reverse("wagtail_localize:submit_page_translation", args=[source.pk]) in html

    @pytest.mark.parametrize("role", [DATA_OFFICERS, VIEWERS])
    def test_who_has_nothing_to_do_with_translations_is_sent_away(
        self, role: object, user_named: Users, german_translation: Translation
    ) -> None:
        grant_roles()
        client = logged_in(user_named("other", Group.objects.get(name=role.name)))  # type: ignore[attr-defined]
        for query in ("", "?export=csv", "?export=xlsx"):
            response = client.get(REPORT + query)
            assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
        assert "my-languages" not in client.get(reverse("wagtailadmin_home")).content.decode()

    def test_nobody_finds_more_than_they_may_work_on(
        self,
        translator: User,
        editor: User,
        publisher: User,
        german_translation: Translation,
        arabic_translation: Translation,
    ) -> None:
        for user in (translator, editor, publisher):
            shown = {
                cell.standing.translation.pk
                for row in matrix_for(user).rows
                for cell in row.cells.values()
                if cell.standing
            }
            assert shown == set(translations_for(user).values_list("pk", flat=True))

    def test_what_may_be_added_is_what_the_permissions_say(
        self, editor: User, publisher: User, german_translation: Translation, arabic: Locale, source: StandardPage
    ) -> None:
        for user in (editor, publisher):
            row = next(row for row in matrix_for(user).rows if row.pk == source.pk and row.is_page)
            assert row.cells[arabic.pk].may_add == may_add(user, source)

    def test_an_editor_of_one_section_sees_only_that(
        self, user_named: Users, german_translation: Translation, home_page: HomePage
    ) -> None:
        section = StandardPageFactory(parent=home_page, title="Their section")
        section.save_revision().publish()
        group = Group.objects.create(name="Section")
        GroupPagePermission.objects.create(group=group, page=section, permission_type="change")
        user = user_named("narrow", group)
        assert [row.title for row in matrix_for(user).rows if row.is_page] == ["Their section"]

    def test_the_menus_offer_the_report_to_those_who_see_it_and_wagtail_localizes_to_nobody(
        self, translator: User, editor: User, admin_user: User, user_named: Users, rf: object
    ) -> None:
        def urls(menu: object, user: User) -> list[str]:
            request = rf.get("/admin/")  # type: ignore[attr-defined]
            request.user = user
            return [item.url for item in menu.menu_items_for_request(request)]  # type: ignore[attr-defined]

        localize = reverse("wagtail_localize:translations_report")
        for user in (translator, editor, admin_user):
            assert REPORT in urls(reports_menu, user)
            assert localize not in urls(reports_menu, user)
        assert REPORT in urls(admin_menu, translator)
        assert REPORT not in urls(admin_menu, editor)
        assert REPORT not in urls(reports_menu, user_named("nobody"))
        assert not sees_translations(user_named("inactive", is_active=False, is_superuser=True))


class TestRows:
    def test_pages_stand_in_their_tree_and_snippets_after_them(
        self, admin_user: User, german: Locale, english: Locale, home_page: HomePage
    ) -> None:
        campaigns = CampaignIndexPageFactory(parent=home_page, title="Campaigns")
        CampaignPageFactory(parent=campaigns, title="No way back")
        StandardPageFactory(parent=home_page, title="About us")
        SiteTexts.objects.create(locale=english, tagline="For everybody")
        rows = matrix_for(admin_user).rows
        assert [(row.title, row.level) for row in rows if row.is_page] == [
            ("Home", 0),
            ("Campaigns", 1),
            ("No way back", 2),
            ("About us", 1),
        ]
        pages = [row.is_page for row in rows]
        assert pages == sorted(pages, reverse=True)
        assert {row.kind for row in rows if not row.is_page} >= {"Site texts"}

    def test_a_translation_kept_by_hand_is_a_page_of_its_own(
        self, admin_user: User, german_translation: Translation, german: Locale, source: StandardPage
    ) -> None:
        Translation.objects.filter(pk=german_translation.pk).update(enabled=False)
        page = StandardPage.objects.get(translation_key=source.translation_key, locale=german)
        html = text_of(logged_in(admin_user))
        assert reverse("translations:edit", args=[german_translation.pk]) not in html
        assert "Page of its own" in html
        assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in html

    def test_a_cell_says_what_is_left_and_who_was_there_last(
        self, translator: User, german_translation: Translation, source: StandardPage
    ) -> None:
        translate_all(german_translation)
        with TestCase.captureOnCommitCallbacks(execute=True):
            publish(german_translation, None)
        with TestCase.captureOnCommitCallbacks(execute=True):
            edit(source, title="The right to remain")
        html = " ".join(text_of(logged_in(translator)).split())
        cell = re.search(r'<a class="tr-cell tr-cell--stale".*?</a>', html)
        assert cell
        words = " ".join(re.sub(r"<[^>]+>", " ", cell[0]).split())
        assert words.startswith("The right to remain, German: Live, out of date 4 words left 4 changed")
        assert re.search(r"\d+%", words)

    def test_many_pages_are_shown_in_pieces_with_the_totals_of_all(
        self, admin_user: User, german: Locale, home_page: HomePage
    ) -> None:
        translate_object(home_page, [german])
        for number in range(52):
            page = StandardPageFactory(parent=home_page, title=f"Four words are {number}", summary="")
            translate_object(page, [german])
        client = logged_in(admin_user)
        first, second = text_of(client), text_of(client, "?p=2&language=de&state=not_started")
        assert first.count('role="rowheader"') == 50
        assert 0 < second.count('role="rowheader"') < 50
        assert "?p=2" in first
        assert "209 words left" in first

    def test_more_pages_take_no_more_queries(self, admin_user: User, german: Locale, home_page: HomePage) -> None:
        translate_object(home_page, [german])
        client = logged_in(admin_user)

        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                text_of(client)
            return len(captured)

        def add(count: int) -> None:
            for _number in range(count):
                translate_object(StandardPageFactory(parent=home_page, summary="In short.", body=BODY), [german])

        add(4)
        text_of(client)
        few = queries()
        add(30)
        assert queries() == few


class TestFilters:
    @pytest.fixture
    def client_of_admin(
        self, admin_user: User, german: Locale, arabic: Locale, home_page: HomePage, english: Locale
    ) -> Client:
        """A campaign that is translated into German, and a page that nobody has begun with."""
        campaigns = CampaignIndexPageFactory(parent=home_page, title="Campaigns")
        campaign = CampaignPageFactory(parent=campaigns, title="No way back")
        about = StandardPageFactory(parent=home_page, title="About us")
        for page in (home_page, campaigns, campaign, about):
            translate_object(page, [german])
        translation = Translation.objects.get(source__object_id=campaign.translation_key)
        translate_all(translation)
        self.campaign_path = campaign.path
        return logged_in(admin_user)

    def test_by_title(self, client_of_admin: Client) -> None:
        assert titles_of(text_of(client_of_admin, "?q=no+WAY")) == ["No way back"]

    def test_by_language(self, client_of_admin: Client) -> None:
        assert columns_of(text_of(client_of_admin, "?language=ar")) == ["Arabic"]

    def test_by_state(self, client_of_admin: Client) -> None:
        assert titles_of(text_of(client_of_admin, "?state=ready")) == ["No way back"]
        assert "About us" in titles_of(text_of(client_of_admin, "?state=none&language=ar"))
        assert "About us" not in titles_of(text_of(client_of_admin, "?state=none&language=de"))

    def test_by_campaign(self, client_of_admin: Client) -> None:
        assert titles_of(text_of(client_of_admin, f"?campaign={self.campaign_path}")) == ["No way back"]

    def test_by_type(self, client_of_admin: Client) -> None:
        html = text_of(client_of_admin)
        value = re.search(r'<option value="(\d+)">Campaign</option>', html)
        assert value
        assert titles_of(text_of(client_of_admin, f"?kind={value[1]}")) == ["No way back"]

    def test_only_what_is_to_be_done(self, client_of_admin: Client) -> None:
        for translation in Translation.objects.exclude(source__object_repr="No way back").order_by("pk"):
            translate_all(translation)
            publish(translation, None)
        titles = titles_of(text_of(client_of_admin, "?open=on&language=de"))
        assert "No way back" in titles
        assert not {"Home", "Campaigns", "About us"} & set(titles)

    @pytest.mark.parametrize("query", ["?language=xx", "?state=nonsense", "?kind=x", "?p=99", "?campaign=/"])
    def test_what_cannot_be_chosen_is_as_good_as_nothing(self, client_of_admin: Client, query: str) -> None:
        assert "About us" in titles_of(text_of(client_of_admin, query))

    def test_nothing_found_says_so_and_leads_back(self, client_of_admin: Client) -> None:
        html = text_of(client_of_admin, "?q=qwertz")
        assert "Nothing here suits these filters." in html
        assert f'<a href="{REPORT}">' in html


class TestSpreadsheet:
    def test_a_line_for_every_page_and_language(
        self, admin_user: User, german_translation: Translation, arabic: Locale, source: StandardPage
    ) -> None:
        content = logged_in(admin_user).get(REPORT + "?export=csv&q=right").getvalue()
        assert content.startswith("\ufeff".encode())
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert [(line["Title"], line["Language"], line["State"]) for line in lines] == [
            ("The right to stay", "ar", "No translation"),
            ("The right to stay", "de", State.NOT_STARTED.label),
        ]
        assert lines[1]["Address"].endswith(reverse("translations:edit", args=[german_translation.pk]))
        assert lines[1]["Words left"] == lines[1]["Words"] != "0"

    def test_a_translator_gets_their_language_only(
        self, translator: User, german_translation: Translation, arabic_translation: Translation
    ) -> None:
        content = logged_in(translator).get(REPORT + "?export=csv").getvalue().decode("utf-8-sig")
        assert {line["Language"] for line in csv.DictReader(io.StringIO(content))} == {"de"}

    def test_the_workbook_says_the_same(self, admin_user: User, german_translation: Translation) -> None:
        response = logged_in(admin_user).get(REPORT + "?export=xlsx&q=right")
        sheet = load_workbook(io.BytesIO(response.getvalue())).active
        assert sheet is not None
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][:2] == ("Title", "Type")
        assert rows[1][0] == "The right to stay"

    def test_a_title_is_never_a_formula(self, admin_user: User, german: Locale, home_page: HomePage) -> None:
        StandardPageFactory(parent=home_page, title='=HYPERLINK("http://evil.example")')
        client = logged_in(admin_user)
        content = client.get(REPORT + "?export=csv").getvalue().decode("utf-8-sig")
        assert "'=HYPERLINK" in {line["Title"][:11] for line in csv.DictReader(io.StringIO(content))}
        sheet = load_workbook(io.BytesIO(client.get(REPORT + "?export=xlsx").getvalue())).active
        assert sheet is not None
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
