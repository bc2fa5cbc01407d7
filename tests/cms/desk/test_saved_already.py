"""A new page saved by hand in the moment in which it is saved by itself."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.access.models import User
from home.models import HomePage, StandardPage
from tests.factories import StandardPageFactory

pytestmark = pytest.mark.django_db
FORM = nested_form_data(
    {
        "title": "Typed last",
        "slug": "about",
        "summary": "",
        "picture": "",
        "body": streamfield([]),
        "local_extra": streamfield([]),
        "seo_title": "",
        "search_description": "",
    }
)


def save_while(monkeypatch: pytest.MonkeyPatch, owner: User) -> None:
    """Have the page saved by somebody between the look at the form and the saving."""
    saving = CreateView.form_valid

    def late(view: CreateView, form: object) -> HttpResponse:
        monkeypatch.undo()
        page = StandardPageFactory(parent=view.parent_page, title="Typed first", slug="about", owner=owner)
        page.save_revision()
        return saving(view, form)

    monkeypatch.setattr(CreateView, "form_valid", late)


def post(client: Client, parent: HomePage) -> HttpResponse:
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", parent.pk])
    return client.post(address, FORM, follow=True)


def test_what_was_typed_goes_into_the_page_that_saved_itself(
    admin_client: Client, admin_user: User, home_page: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_while(monkeypatch, admin_user)
    answer = post(admin_client, home_page)
    assert answer.status_code == 200
    page = StandardPage.objects.get(slug="about")
    assert page.get_latest_revision_as_object().title == "Typed last"


def test_an_address_somebody_else_took_is_said_beside_what_was_typed(
    admin_client: Client, home_page: HomePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_while(monkeypatch, User.objects.create_user("somebody"))
    answer = post(admin_client, home_page)
    assert "already in use" in answer.content.decode()
    assert "Typed last" in answer.content.decode()
    assert StandardPage.objects.get(slug="about").title == "Typed first"


@pytest.mark.parametrize("slug", ["about", ""])
def test_a_form_that_comes_after_automatic_saving_goes_into_that_page(
    admin_client: Client, admin_user: User, home_page: HomePage, slug: str
) -> None:
    page = StandardPageFactory(parent=home_page, title="Typed last", slug="about", owner=admin_user, live=False)
    page.save_revision()
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home_page.pk])
    answer = admin_client.post(address, {**FORM, "slug": slug}, follow=True)
    assert answer.redirect_chain[0] == (reverse("wagtailadmin_pages:edit", args=[page.pk]), 307)
    assert StandardPage.objects.get().get_latest_revision_as_object().title == "Typed last"


@pytest.mark.parametrize("changes", [{"live": True}, {"owner": None}])
def test_a_page_that_is_online_or_somebody_elses_is_another_page(
    admin_client: Client, admin_user: User, home_page: HomePage, changes: dict[str, object]
) -> None:
    page = StandardPageFactory(parent=home_page, slug="about", **{"owner": admin_user, "live": False, **changes})
    page.save_revision()
    assert "already in use" in post(admin_client, home_page).content.decode()


def test_a_draft_that_was_saved_again_is_another_page(
    admin_client: Client, admin_user: User, home_page: HomePage
) -> None:
    page = StandardPageFactory(parent=home_page, slug="about", owner=admin_user, live=False)
    page.save_revision()
    page.save_revision()
    assert "already in use" in post(admin_client, home_page).content.decode()
