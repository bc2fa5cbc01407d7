"""Who may mail signers."""

from typing import Any

from campaigns.permissions import RestrictedPolicy

from .models import Mailing, UpdatePage

# A mailing is planned and steered, never edited or deleted.
mailing_policy = RestrictedPolicy(Mailing, frozenset({"view", "send"}))


def may_mail(user: Any, page: UpdatePage) -> bool:
    """Whether a person may mail this update: with the right to mail, and to publish the page."""
    return mailing_policy.user_has_permission(user, "send") and page.permissions_for_user(user).can_publish()
