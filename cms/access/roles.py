"""The roles: who may do what in the admin. `manage.py create_roles` makes the groups be what is written here.

Administrators are Django's superusers, not a role: whoever may edit users can make a superuser of themselves.
Names, addresses and comments of signers are for data officers only; everybody else sees numbers.
"""

from dataclasses import dataclass

ENTER = frozenset({"wagtailadmin.access_admin"})
SEE_NUMBERS = frozenset(
    {
        "petitions.view_petition",
        "petitions.view_sheet",
        "petitions.view_handover",
        "petitions.add_export",
        "petitions.view_export",
        "letters.view_appealletter",
    }
)
WRITE = frozenset(
    {
        "petitions.add_petition",
        "petitions.change_petition",
        "petitions.view_consenttext",
        "petitions.add_sheet",
        "petitions.change_sheet",
        "petitions.add_handover",
        "petitions.change_handover",
        "letters.add_appealletter",
        "letters.change_appealletter",
        "letters.add_recipient",
        "letters.change_recipient",
        "letters.add_guidance",
        "letters.change_guidance",
        "letters.add_postage",
        "letters.change_postage",
        "letters.delete_postage",
        "donations.add_bankaccount",
        "donations.change_bankaccount",
        "donations.view_bankdetails",
    }
)
STEER = frozenset(
    {
        "articles.send_mailing",
        "articles.view_mailing",
        "home.add_sitetexts",
        "home.change_sitetexts",
        "home.change_organisationsettings",
        "petitions.add_consenttext",
        "petitions.change_consenttext",
        "petitions.check_sheet",
        "petitions.review_signature",
        "letters.delete_recipient",
        "letters.delete_guidance",
        "donations.delete_bankaccount",
        "donations.approve_bankdetails",
        "wagtail_localize.submit_translation",
        "wagtailcore.add_locale",
        "wagtailcore.change_locale",
        "wagtailredirects.add_redirect",
        "wagtailredirects.change_redirect",
        "wagtailredirects.delete_redirect",
    }
)
# A file of signatures tells who has signed already, so whoever brings one in sees names, too.
SEE_NAMES = frozenset(
    {
        "petitions.view_signature",
        "petitions.review_signature",
        "petitions.add_import",
        "petitions.view_import",
        "petitions.export_names",
    }
)
HANDLE_NAMES = SEE_NAMES | {"petitions.add_handover", "petitions.change_handover"}
# Who handled personal data, when and why, without the data.
WATCH_OVER_NAMES = frozenset({"petitions.audit_signature"})
COUNT_SHEETS = frozenset({"petitions.add_sheet", "petitions.change_sheet", "petitions.check_sheet"})
# Accounts and groups: whoever edits them can give themselves the rest. No role has these; an administrator may.
EDIT_ACCOUNTS = frozenset(
    {
        "access.add_user",
        "access.change_user",
        "access.delete_user",
        "auth.add_group",
        "auth.change_group",
        "auth.delete_group",
    }
)
# What nobody may do without a second factor; publishing pages belongs here, too (second_factor.py).
NEED_SECOND_FACTOR = SEE_NAMES | WATCH_OVER_NAMES | EDIT_ACCOUNTS | {"donations.approve_bankdetails"}

FILES = frozenset(
    {
        "wagtailimages.add_image",
        "wagtailimages.change_image",
        "wagtailimages.choose_image",
        "wagtaildocs.add_document",
        "wagtaildocs.change_document",
        "wagtaildocs.choose_document",
    }
)
FILES_AND_FOLDERS = FILES | {"wagtailcore.add_collection", "wagtailcore.change_collection"}


@dataclass(frozen=True)
class Role:
    """A group of the same name.

    `permissions` are "app.codename" and are always made to be exactly these. `pages` (on the root of all pages) and
    `files` (on the root of all collections) are given once, so that an organisation may narrow them to a section.
    """

    name: str
    permissions: frozenset[str]
    pages: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


EDITORS = Role(
    "Editors",
    permissions=ENTER | SEE_NUMBERS | WRITE,
    pages=frozenset({"add_page", "change_page"}),
    files=FILES,
)
PUBLISHERS = Role(
    "Publishers",
    permissions=ENTER | SEE_NUMBERS | WRITE | STEER,
    pages=frozenset({"add_page", "change_page", "publish_page", "lock_page", "unlock_page"}),
    files=FILES_AND_FOLDERS,
)
DATA_OFFICERS = Role("Data officers", permissions=ENTER | SEE_NUMBERS | HANDLE_NAMES | COUNT_SHEETS | WATCH_OVER_NAMES)
DATA_PROTECTION_OFFICERS = Role("Data protection officers", permissions=ENTER | SEE_NUMBERS | WATCH_OVER_NAMES)
VIEWERS = Role("Viewers", permissions=ENTER | SEE_NUMBERS)

ROLES = (EDITORS, PUBLISHERS, DATA_OFFICERS, DATA_PROTECTION_OFFICERS, VIEWERS)

# What Wagtail's first migration calls a group of ours; taken over with whoever is in it.
FORMER_NAMES = {"Moderators": PUBLISHERS.name}
