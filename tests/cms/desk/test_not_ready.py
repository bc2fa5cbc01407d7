"""Whatever way somebody takes, what must not go online does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.userbar import AccessibilityItem, apply_userbar_hooks
from wagtail.models import Page, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from campaigns.checks import NotReady
from campaigns.petitions.models import PetitionPage
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, EDITORS, PUBLISHERS
from cms.desk.content_checks import ContentChecks
from cms.translation.cascading import Result
from cms.translation.models import LanguageTeam
from cms.translation.together import publish_together
from home.models import HomePage
from tests.factories import CampaignIndexPageFactory, CampaignPageFactory, ConsentTextFactory, PetitionPageFactory

pytestmark = pytest.mark.django_db
WHY = "write the petition text"


@pytest.fixture(autouse=True)
def roles(home_page: HomePage) -> None:
    call_command("create_roles", verbosity=0)


@pytest.fixture
def page(home_page: HomePage) -> PetitionPage:
    """A petition that asks for nothing yet."""
    ConsentTextFactory()
    campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home_page, slug="campaigns"))
    page = PetitionPageFactory(parent=campaign, title="Let them stay", slug="stay", demand="", live=False)
    page.save_revision()
    return page


@pytest.fixture
def ready(page: PetitionPage) -> PetitionPage:
    page.demand = "<p>Let them stay.</p>"
    page.save_revision()
    return page


def member(role: str) -> User:
    user = User.objects.create_user(role, email=f"{role.lower()}@example.org", password="a long password")
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def login() -> Callable[[User], Client]:
    def log_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def publisher() -> User:
    return member(PUBLISHERS.name)


@pytest.fixture
def editor() -> User:
    return member(EDITORS.name)


def form_data(page: PetitionPage, demand: str = "", **others: str) -> dict[str, str]:
    empty = {name: streamfield([]) for name in ("body", "local_extra", "next_steps", "state_texts")}
    texts = {"demand": rich_text(demand), "thanks_text": rich_text("")}
    plain = dict.fromkeys(("summary", "picture", "picture_alt", "share_text", "goal_reason", "addressee"), "")
    promote = {"slug": page.slug, "seo_title": "", "search_description": ""}
    comments = {f"comments-{name}": value for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}.items()}
    return nested_form_data({"title": page.title, **plain, **promote, **empty, **texts, **comments, **others})


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def test_the_edit_form_says_what_is_wrong_beside_the_field(
    page: PetitionPage, publisher: User, login: Callable
) -> None:
    response = login(publisher).post(edit_url(page), form_data(page, **{"action-publish": "action-publish"}))
    assert response.status_code == 200
    assert WHY in response.context["form"].errors["demand"][0]
    assert not is_live(page)


def test_a_draft_may_be_incomplete(page: PetitionPage, editor: User, login: Callable) -> None:
    response = login(editor).post(edit_url(page), form_data(page, summary="Begun."))
    assert response.status_code == 302
    assert PetitionPage.objects.get(pk=page.pk).get_latest_revision_as_object().summary == "Begun."


def test_a_ready_page_goes_online_by_the_form(page: PetitionPage, publisher: User, login: Callable) -> None:
    data = form_data(page, "<p>Let them stay.</p>", **{"action-publish": "action-publish"})
    assert login(publisher).post(edit_url(page), data).status_code == 302
    assert is_live(page)


def test_publishing_from_a_list_publishes_nothing(page: PetitionPage, publisher: User, login: Callable) -> None:
    other = PetitionPageFactory(parent=page.get_parent().specific, slug="other", live=False)
    other.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = login(publisher).post(f"{url}?id={other.pk}&id={page.pk}", follow=True)
    assert WHY in response.content.decode()
    assert not is_live(page)
    assert not is_live(other)


def test_a_page_whose_time_comes_before_it_is_ready_is_taken_off_the_schedule(page: PetitionPage) -> None:
    """And holds up nobody behind it."""
    other = PetitionPageFactory(parent=page.get_parent().specific, slug="other", live=False)
    past = timezone.now() - timedelta(minutes=5)
    for number, one in enumerate((page, other)):
        one.save_revision(approved_go_live_at=past + timedelta(minutes=number))
    call_command("publish_scheduled")
    assert not is_live(page)
    assert is_live(other)
    assert Page.objects.get(pk=page.pk).scheduled_revision is None


def test_a_time_in_the_future_is_refused_for_what_is_not_ready(page: PetitionPage) -> None:
    page.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(NotReady, match=WHY):
        page.save_revision().publish()
    assert Page.objects.get(pk=page.pk).scheduled_revision is None


def test_publishing_with_translations_says_why_not(page: PetitionPage, publisher: User) -> None:
    outcome = publish_together(Page.objects.get(pk=page.pk), [], publisher)[0]
    assert outcome.result == Result.REFUSED
    assert WHY in outcome.message
    assert not is_live(page)


def submit(page: PetitionPage, editor: User) -> Workflow:
    workflow = page.get_workflow()
    assert workflow is not None
    mail.outbox = []
    workflow.start(page, editor)
    return workflow


def act(page: PetitionPage, action: str, client: Client, **data: str) -> object:
    state = Page.objects.get(pk=page.pk).specific.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]), data, follow=True
    )


def test_approving_what_is_not_ready_changes_nothing(
    page: PetitionPage, editor: User, publisher: User, login: Callable
) -> None:
    submit(page, editor)
    response = act(page, "approve", login(publisher), comment="")
    assert WHY in response.content.decode()
    assert not is_live(page)
    assert Page.objects.get(pk=page.pk).specific.workflow_in_progress


def test_editors_submit_and_publishers_approve(
    ready: PetitionPage, editor: User, publisher: User, login: Callable
) -> None:
    data = form_data(ready, "<p>Let them stay.</p>", **{"action-submit": "action-submit"})
    mail.outbox = []
    assert login(editor).post(edit_url(ready), data).status_code == 302
    assert [message.to for message in mail.outbox] == [[publisher.email]]
    assert edit_url(ready) in mail.outbox[0].body
    act(ready, "approve", login(publisher), comment="")
    assert is_live(ready)
    assert mail.outbox[-1].to == [editor.email]


def test_publishers_return_with_a_comment(ready: PetitionPage, editor: User, publisher: User, login: Callable) -> None:
    submit(ready, editor)
    act(ready, "reject", login(publisher), comment="Say to whom it goes.")
    assert not is_live(ready)
    assert "Say to whom it goes." in login(editor).get(edit_url(ready)).content.decode()
    assert mail.outbox[-1].to == [editor.email]


def test_nobody_else_approves(ready: PetitionPage, editor: User, login: Callable) -> None:
    submit(ready, editor)
    team = LanguageTeam.objects.first()
    others = [editor, member(DATA_OFFICERS.name)]
    for name, group in [("translator", team.translators), ("lead", team.leads)] if team else []:
        user = User.objects.create_user(name, password="a long password")
        user.groups.add(group)
        others.append(user)
    assert len(others) == 4
    for user in others:
        act(ready, "approve", login(user), comment="")
        assert not is_live(ready)


def test_the_screen_lists_what_is_to_be_mended(page: PetitionPage, editor: User, login: Callable) -> None:
    html = login(editor).get(edit_url(page)).content.decode()
    assert WHY in html
    assert 'href="#id_demand-label"' in html
    assert 'id="id_demand-label"' in html


def test_wagtail_s_own_checks_are_kept_and_more_are_made() -> None:
    items = [AccessibilityItem(in_editor=True)]
    apply_userbar_hooks(RequestFactory().get("/"), items, None)
    assert isinstance(items[0], ContentChecks)
    assert items[0].in_editor
    assert set(AccessibilityItem.axe_run_only) < set(items[0].axe_run_only)
