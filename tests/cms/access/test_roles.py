"""Roles: who may do what."""

from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from cms.access import granting
from cms.access.granting import UnknownPermission, grant_roles
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, EDITORS, PUBLISHERS, ROLES, VIEWERS, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]


def member(role: Role) -> User:
    user = User.objects.create_user(role.name, password="a long password")
    user.groups.add(Group.objects.get(name=role.name))
    return user


def state() -> list[tuple[str, list[str], list[str], list[str]]]:
    return [
        (
            group.name,
            sorted(str(permission) for permission in group.permissions.all()),
            sorted(f"{grant.page_id} {grant.permission}" for grant in group.page_permissions.all()),
            sorted(f"{grant.collection_id} {grant.permission}" for grant in group.collection_permissions.all()),
        )
        for group in Group.objects.order_by("name")
    ]


def test_the_command_makes_every_role() -> None:
    call_command("create_roles", verbosity=0)
    groups = Group.objects.filter(translators_of=None, leads_of=None)
    assert {role.name for role in ROLES} == set(groups.values_list("name", flat=True))


def test_the_second_time_nothing_changes() -> None:
    assert grant_roles()
    before = state()
    assert grant_roles() == []
    assert state() == before


def test_only_data_officers_see_names() -> None:
    grant_roles()
    may = {role.name for role in ROLES if member(role).has_perm("petitions.view_signature")}
    assert may == {DATA_OFFICERS.name}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_everybody_sees_numbers(role: Role) -> None:
    grant_roles()
    assert member(role).has_perm("petitions.view_petition")


def test_editors_write_and_do_not_publish() -> None:
    grant_roles()
    on_root = Page.get_first_root_node().permissions_for_user(member(EDITORS))
    assert on_root.can_add_subpage()
    assert not on_root.can_publish_subpage()


def test_publishers_publish() -> None:
    grant_roles()
    assert Page.get_first_root_node().permissions_for_user(member(PUBLISHERS)).can_publish_subpage()


@pytest.mark.parametrize("role", [DATA_OFFICERS, VIEWERS], ids=lambda role: role.name)
def test_others_change_no_page(role: Role) -> None:
    grant_roles()
    assert not Page.get_first_root_node().permissions_for_user(member(role)).can_add_subpage()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_nobody_can_make_themselves_more_than_they_are(role: Role) -> None:
    grant_roles()
    for codename in ("change_user", "add_user", "change_group", "add_group", "change_permission"):
        assert not any(member_permission.endswith(codename) for member_permission in role.permissions)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_every_role_may_enter_the_admin(role: Role, client: Client) -> None:
    grant_roles()
    client.force_login(member(role))
    assert client.get("/admin/").status_code == 200


def test_a_right_given_by_hand_is_taken_back_so_that_editors_never_keep_names() -> None:
    grant_roles()
    secret = Permission.objects.get(content_type__app_label="petitions", codename="view_signature")
    Group.objects.get(name=EDITORS.name).permissions.add(secret)
    assert grant_roles() == [f"set the permissions of {EDITORS.name}"]
    assert not member(EDITORS).has_perm("petitions.view_signature")


def test_a_role_that_was_narrowed_to_a_section_stays_so(root_page: Page) -> None:
    grant_roles()
    section = root_page.add_child(instance=Page(title="Section", slug="section"))
    GroupPagePermission.objects.filter(group__name=EDITORS.name).update(page=section)
    assert grant_roles() == []
    assert {grant.page_id for grant in GroupPagePermission.objects.filter(group__name=EDITORS.name)} == {section.pk}


def test_groups_of_the_organisation_are_left_alone() -> None:
    own = Group.objects.create(name="Board")
    own.permissions.add(Permission.objects.get(codename="access_admin"))
    grant_roles()
    assert own.permissions.count() == 1


def test_people_in_wagtails_own_group_keep_their_work() -> None:
    Group.objects.all().delete()
    user = User.objects.create_user("moderator")
    user.groups.add(Group.objects.create(name="Moderators"))
    grant_roles()
    assert [group.name for group in user.groups.all()] == [PUBLISHERS.name]


def test_a_permission_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownPermission, match=r"petitions\.view_nothing"):
        granting.permissions_named(["petitions.view_nothing"])


def test_every_permission_in_the_table_exists() -> None:
    ContentType.objects.clear_cache()
    for role in ROLES:
        granting.permissions_named(role.permissions | role.files)


def test_the_documented_table_is_what_the_code_says() -> None:
    """If it is not: manage.py role_table > docs/roles.md."""
    out = StringIO()
    call_command("role_table", stdout=out)
    assert (settings.BASE_DIR / "docs" / "roles.md").read_text() == out.getvalue()
