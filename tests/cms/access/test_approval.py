"""The workflow that comes with the roles."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage

from cms.access.granting import APPROVAL, grant_roles
from cms.access.roles import PUBLISHERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("root_page")]


def groups() -> list[str]:
    return list(
        Group.objects.filter(groupapprovaltask__in=GroupApprovalTask.objects.all()).values_list("name", flat=True)
    )


def test_publishers_approve_what_is_submitted_anywhere() -> None:
    grant_roles()
    workflow = Workflow.objects.get()
    assert workflow.name == APPROVAL
    assert WorkflowPage.objects.get(workflow=workflow).page == Page.get_first_root_node()
    assert groups() == [PUBLISHERS.name]


def test_a_site_without_a_workflow_gets_one() -> None:
    Workflow.objects.all().delete()
    GroupApprovalTask.objects.all().delete()
    assert grant_roles()
    assert Page.get_first_root_node().get_workflow().name == APPROVAL
    assert groups() == [PUBLISHERS.name]
    assert grant_roles() == []


def test_what_an_organisation_arranged_stays() -> None:
    grant_roles()
    Workflow.objects.update(name="Ours")
    Workflow.objects.get().deactivate()
    assert grant_roles() == []
    assert Page.get_first_root_node().get_workflow() is None
