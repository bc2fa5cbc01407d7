"""Who may do what with bank details in the admin."""

from typing import Any

from campaigns.permissions import RestrictedPolicy

from .models import BankDetails

# They are entered with the account they belong to, and never changed or deleted.
details_policy = RestrictedPolicy(BankDetails, frozenset({"view"}))


def may_approve(user: Any, details: BankDetails) -> bool:
    """Whether a person may put these details into force: with the right to, and not those they entered themselves."""
    return user.has_perm("donations.approve_bankdetails") and details.entered_by_id != user.pk


def may_refuse(user: Any, details: BankDetails) -> bool:
    """Whether a person may keep these details from coming into force: whoever may approve, or entered them."""
    return user.has_perm("donations.approve_bankdetails") or details.entered_by_id == user.pk
