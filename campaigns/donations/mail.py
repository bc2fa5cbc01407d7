"""Mails about bank details: to the administrators and whoever may approve, in the language each has chosen."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from .models import BankAccount, BankDetails, DetailsState

APPROVE = "approve_bankdetails"


@task()
def tell_administrators(details_id: int, former_id: int | None) -> None:
    """Have what was entered or decided mailed, beside what was in force before; `former_id` is None where nothing was.

    Each mail is a task of its own, so that a mailbox that is refused has no other person's mail sent again.
    """
    details = BankDetails.objects.filter(pk=details_id).first()
    for user in _concerned(details) if details else ():
        tell_administrator.enqueue(details_id, former_id, user.pk)


@task()
def tell_administrator(details_id: int, former_id: int | None, user_id: int) -> None:
    """Mail one of them."""
    details = BankDetails.objects.select_related("entered_by", "decided_by").filter(pk=details_id).first()
    account = BankAccount.objects.originals().filter(translation_key=details.account_key).first() if details else None
    user = _concerned(details).filter(pk=user_id).first() if details else None
    if details is None or account is None or user is None:
        return
    former = BankDetails.objects.filter(pk=former_id).first() if former_id else None
    kind = "entered" if details.state == DetailsState.PENDING else "decided"
    _message(kind, details, former, account, user).send()


def _concerned(details: BankDetails) -> QuerySet[Any]:
    """Administrators, those who may approve, and whoever entered the details."""
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    concerned = Q(is_superuser=True) | Q(pk=details.entered_by_id or 0)
    for path in ("groups__permissions", "user_permissions"):
        concerned |= Q(**{f"{path}__codename": APPROVE, f"{path}__content_type__app_label": "donations"})
    return users.filter(concerned).distinct().order_by("pk")


def _message(
    kind: str, details: BankDetails, former: BankDetails | None, account: BankAccount, user: Any
) -> EmailMessage:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        context = {
            "details": details,
            "former": former,
            "account": account,
            "may_decide": user.pk != details.entered_by_id,
            "address": settings.WAGTAILADMIN_BASE_URL + reverse("bank_details:inspect", args=[details.pk]),
        }
        subject = render_to_string(f"donations/mail/{kind}_subject.txt", context)
        text = render_to_string(f"donations/mail/{kind}.txt", context)
    return EmailMessage(" ".join(subject.split()), text.strip() + "\n", to=[user.email])
