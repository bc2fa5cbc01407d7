"""What may be done with petitions and signatures in the admin."""

from typing import Any

from django.db.models import QuerySet

from campaigns.permissions import RestrictedPolicy

from .models import Export, Handover, Import, Petition, PetitionPage, Sheet, Signature

# A petition comes with its page and stays as long as signatures hang on it.
petition_policy = RestrictedPolicy(Petition, frozenset({"view", "change"}))
# Only the signer, a mail and `signing` change a signature.
signature_policy = RestrictedPolicy(Signature, frozenset({"view"}))
# Who has handled signers' data, told without the data.
access_policy = RestrictedPolicy(Signature, frozenset({"audit"}))
# A sheet that was counted stays, even when it is taken out of the count again.
sheet_policy = RestrictedPolicy(Sheet, frozenset({"add", "view", "change"}))

# What was brought in is taken back, not changed; what was taken out stays on record.
import_policy = RestrictedPolicy(Import, frozenset({"add", "view"}))
export_policy = RestrictedPolicy(Export, frozenset({"add", "view"}))
handover_policy = RestrictedPolicy(Handover, frozenset({"add", "view", "change"}))


def petitions_for(user: Any) -> QuerySet[Petition]:
    """The petitions a person may know of. One that was never online is for those only who prepare it: who write it, or
    bring in the signatures it begins with.
    """
    prepares = any(user.has_perm(f"petitions.{act}") for act in ("change_petition", "add_import", "add_sheet"))
    return Petition.objects.all() if prepares else Petition.objects.told_publicly()


def pages_for(user: Any) -> QuerySet[PetitionPage]:
    """The pages of petitions whose titles a person may read: drafts are for those who write them."""
    return PetitionPage.objects.all() if user.has_perm("petitions.change_petition") else PetitionPage.objects.live()


def may_see_names(user: Any) -> bool:
    """Whether a person may see who signed: in lists, scans, files and packs."""
    return bool(user.has_perm("petitions.view_signature"))


def may_export_names(user: Any) -> bool:
    """Whether a person may take names out of the house."""
    return bool(user.has_perm("petitions.export_names"))


def may_see_pack(user: Any, handover: Handover) -> bool:
    """Whether a person may open a pack: one with names is for those who may export them."""
    return may_export_names(user) if handover.names_anybody else bool(user.has_perm("petitions.view_handover"))


def may_check(user: Any, sheet: Sheet) -> bool:
    """Whether a person may count a sheet: with the right to, and not one they entered themselves."""
    return user.has_perm("petitions.check_sheet") and sheet.entered_by_id != user.pk


def may_undo(user: Any) -> bool:
    """Whether a person may take sheets out of the count."""
    return bool(user.has_perm("petitions.check_sheet"))
