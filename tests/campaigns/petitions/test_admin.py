from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, Signature
from tests.factories import PetitionPageFactory

pytestmark = pytest.mark.django_db
NAME = "Canary Example"


@pytest.fixture
def as_role(db: None, page: PetitionPage) -> Callable[[str], Client]:
    """A browser in which somebody with that role is logged in."""
    call_command("create_roles", verbosity=0)

    def log_in(role: str) -> Client:
        user = get_user_model().objects.create_user(role.lower().replace(" ", "-"), password=None)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def signature(petition: Petition, consent: ConsentText) -> Signature:
    person = Person(NAME, "canary@example.org")
    return signing.sign(petition, person, country="DE", language="en", consent=consent)


def test_data_officers_see_signatures_and_can_only_look(as_role: Callable, signature: Signature) -> None:
    officer = as_role("Data officers")
    assert NAME in officer.get("/admin/signatures/").content.decode()
    assert NAME in officer.get(f"/admin/signatures/inspect/{signature.pk}/").content.decode()
    for way in ("new", *(f"{act}/{signature.pk}" for act in ("edit", "copy", "delete", "usage", "history"))):
        assert officer.get(f"/admin/signatures/{way}/", follow=True).status_code == 404
    assert "?export=" not in officer.get("/admin/signatures/").content.decode()


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Viewers"])
def test_everybody_else_sees_numbers_and_never_names(as_role: Callable, signature: Signature, role: str) -> None:
    client = as_role(role)
    for path in ("/admin/signatures/", f"/admin/signatures/inspect/{signature.pk}/", "/admin/signatures/find/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert NAME not in answer.content.decode()
    for path in ("/admin/", "/admin/petition_pages/", "/admin/petition_settings/", "/admin/reports/site-history/"):
        assert NAME not in client.get(path).content.decode()


def test_an_editor_makes_a_petition_by_saving_a_page(as_role: Callable, campaign: Any) -> None:
    editor = as_role("Editors")
    path = f"/admin/pages/add/petitions/petitionpage/{campaign.pk}/"
    assert "its petition is made" in editor.get(path).content.decode()
    empty = {name: streamfield([]) for name in ("body", "local_extra", "state_texts", "next_steps")}
    data = nested_form_data(
        {
            "title": "Free them",
            "slug": "free-them",
            "demand": rich_text("<p>Free them.</p>"),
            "thanks_text": rich_text(""),
            "comments": inline_formset([]),
            **empty,
        }
    )
    answer = editor.post(path, data)
    assert answer.status_code == 302, answer.context["form"].errors
    page = PetitionPage.objects.get(slug="free-them")
    assert page.petition.reference == "free-them"
    edit = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    assert f"/admin/petition_settings/edit/{page.petition_id}/" in edit


def test_an_editor_changes_the_settings_of_a_petition_but_cannot_make_or_delete_one(
    as_role: Callable, petition: Petition
) -> None:
    editor = as_role("Editors")
    path = f"/admin/petition_settings/edit/{petition.pk}/"
    data = {
        "reference": petition.reference,
        "goal": "500",
        "handover_mode": "names",
        "retention_months": "3",
        "outcome": "",
    }
    assert editor.get(path).status_code == 200
    assert editor.post(path, data).status_code == 302
    petition.refresh_from_db()
    assert (petition.goal, petition.handover_mode) == (500, "names")
    for way in ("new/", f"delete/{petition.pk}/"):
        assert editor.get(f"/admin/petition_settings/{way}").status_code == 302
    assert Petition.objects.count() == 1


def test_the_list_of_petitions_says_how_they_stand(as_role: Callable, petition: Petition, signature: Signature) -> None:
    signing.confirm(signature.public_id)
    Petition.objects.update(goal=5000)
    html = as_role("Viewers").get("/admin/petition_settings/").content.decode()
    assert petition.reference in html
    pages = as_role("Editors").get("/admin/petition_pages/").context["object_list"]
    assert [(page.state.label, page.confirmed, page.petition.goal) for page in pages] == [("Open", 1, 5000)]


def test_the_list_of_petitions_asks_the_same_number_of_questions_however_many_there_are(
    as_role: Callable, page: PetitionPage, campaign: Any
) -> None:
    editor = as_role("Editors")
    editor.get("/admin/petition_pages/")
    with CaptureQueriesContext(connection) as few:
        editor.get("/admin/petition_pages/")
    for number in range(6):
        PetitionPageFactory(parent=campaign, slug=f"petition-{number}")
    with CaptureQueriesContext(connection) as many:
        answer = editor.get("/admin/petition_pages/")
    assert len(answer.context["object_list"]) == 7
    assert petition_page_queries(many) == petition_page_queries(few)


def petition_page_queries(captured: CaptureQueriesContext) -> int:
    """How many queries read petition pages."""
    return sum("petitions_petitionpage" in query["sql"] for query in captured.captured_queries)


def test_signatures_leave_no_trace_in_the_reference_index(signature: Signature) -> None:
    assert not ReferenceIndex.model_is_indexable(Signature)


def test_every_state_of_a_petition_can_be_previewed(page: PetitionPage) -> None:
    for mode, _label in page.preview_modes:
        answer = page.make_preview_request(preview_mode=mode)
        assert answer.status_code == 200
        assert not mode or answer.context_data["state"] == mode


def test_a_consent_text_is_previewed_as_signers_will_read_it(page: PetitionPage, consent: ConsentText) -> None:
    html = consent.make_preview_request().render().content.decode()
    assert "I sign this petition to {addressee}." in html
    assert consent.updates_label in html
    assert ConsentText(locale=consent.locale, version=9).make_preview_request().status_code == 200


def test_a_copy_of_a_consent_text_becomes_the_next_version(as_role: Callable, consent: ConsentText) -> None:
    publisher = as_role("Publishers")
    assert publisher.get(f"/admin/snippets/petitions/consenttext/copy/{consent.pk}/").status_code == 200
    data = {"statement": rich_text("<p>New</p>"), "privacy": rich_text("<p>New</p>"), "updates_label": "News"}
    answer = publisher.post("/admin/snippets/petitions/consenttext/add/", nested_form_data(data))
    assert answer.status_code == 302
    assert ConsentText.objects.current("en").version == consent.version + 1


def test_a_consent_text_that_was_agreed_to_is_refused_in_words(
    as_role: Callable, consent: ConsentText, signature: Signature
) -> None:
    data = {"statement": rich_text("<p>New</p>"), "privacy": rich_text("<p>New</p>"), "updates_label": "News"}
    answer = as_role("Publishers").post(
        f"/admin/snippets/petitions/consenttext/edit/{consent.pk}/", nested_form_data(data)
    )
    assert answer.status_code == 200
    assert "People have agreed to this version" in answer.content.decode()
