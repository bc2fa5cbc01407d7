"""What may be done with petitions and signatures in the admin."""

from typing import Any

from campaigns.permissions import RestrictedPolicy

from .models import Petition, Sheet, Signature

# A petition comes with its page and stays as long as signatures hang on it.
petition_policy = RestrictedPolicy(Petition, frozenset({"view", "change"}))
# Only the signer, a mail and `signing` change a signature.
signature_policy = RestrictedPolicy(Signature, frozenset({"view"}))
# A sheet that was counted stays, even when it is taken out of the count again.
sheet_policy = RestrictedPolicy(Sheet, frozenset({"add", "view", "change"}))


def may_check(user: Any, sheet: Sheet) -> bool:
    """Whether a person may count a sheet: with the right to, and not one they entered themselves."""
    return user.has_perm("petitions.check_sheet") and sheet.entered_by_id != user.pk


def may_undo(user: Any) -> bool:
    """Whether a person may take sheets out of the count."""
    return bool(user.has_perm("petitions.check_sheet"))
