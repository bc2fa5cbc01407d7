"""Makes the groups in the database be the roles in `roles.py`; says what it changed."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.access.roles import FORMER_NAMES, PUBLISHERS, ROLES, Role

APPROVAL = "Approval by a publisher"
# What Wagtail's migrations make, and call the task and the workflow.
FORMER_APPROVAL = "Moderators approval"


class UnknownPermission(LookupError):
    """A role names a permission that no installed app has."""


@transaction.atomic
def grant_roles() -> list[str]:
    """Creates and corrects all groups. Returns one sentence for every change, so nothing the second time."""
    changes = [change for former, name in FORMER_NAMES.items() for change in _take_over(former, name)]
    for role in ROLES:
        changes += _grant(role)
    return [*changes, *_arrange_approval()]


def permissions_named(names: Iterable[str]) -> set[Permission]:
    """The permissions called "app.codename"; UnknownPermission if one does not exist."""
    found = set()
    for name in sorted(names):
        app_label, codename = name.split(".")
        permission = Permission.objects.filter(content_type__app_label=app_label, codename=codename).first()
        if permission is None:
            raise UnknownPermission(name)
        found.add(permission)
    return found


def _take_over(former: str, name: str) -> Iterable[str]:
    """Renames a group that comes with Wagtail, and lets it forget what Wagtail gave it."""
    group = Group.objects.filter(name=former).first()
    if group and not Group.objects.filter(name=name).exists():
        group.name = name
        group.save()
        GroupPagePermission.objects.filter(group=group).delete()
        GroupCollectionPermission.objects.filter(group=group).delete()
        yield f"renamed group {former} to {name}"


def _arrange_approval() -> Iterable[str]:
    """Has publishers approve what editors submit, everywhere; what an organisation arranged itself stays.

    A workflow that was switched off counts as arranged: the record of it is still there.
    """
    renamed = [model.objects.filter(name=FORMER_APPROVAL).update(name=APPROVAL) for model in (Task, Workflow)]
    if any(renamed):
        yield f"renamed the workflow {FORMER_APPROVAL} to {APPROVAL}"
    if Workflow.objects.exists():
        return
    task = GroupApprovalTask.objects.create(name=APPROVAL)
    task.groups.add(Group.objects.get(name=PUBLISHERS.name))
    workflow = Workflow.objects.create(name=APPROVAL)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=Page.get_first_root_node())
    yield f"made the workflow {APPROVAL} for all pages"


def _grant(role: Role) -> list[str]:
    changes = []
    group, is_new = Group.objects.get_or_create(name=role.name)
    if is_new:
        changes.append(f"made group {role.name}")
    wanted = permissions_named(role.permissions)
    if set(group.permissions.all()) != wanted:
        group.permissions.set(wanted)
        changes.append(f"set the permissions of {role.name}")
    if role.pages and not GroupPagePermission.objects.filter(group=group).exists():
        root = Page.get_first_root_node()
        for permission in permissions_named(f"wagtailcore.{kind}" for kind in role.pages):
            GroupPagePermission.objects.create(group=group, page=root, permission=permission)
        changes.append(f"gave {role.name} all pages")
    if role.files and not GroupCollectionPermission.objects.filter(group=group).exists():
        root_collection = Collection.get_first_root_node()
        for permission in permissions_named(role.files):
            GroupCollectionPermission.objects.create(group=group, collection=root_collection, permission=permission)
        changes.append(f"gave {role.name} all files")
    return changes
