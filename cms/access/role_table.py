"""The roles as a table for people: what is in `roles.py`, in the words of the permissions."""

from .granting import permissions_named
from .roles import ROLES, Role

YES, NO = "●", "–"
# The beginning of docs/roles.md.
ABOUT = """# Who may do what

Made by `manage.py role_table > docs/roles.md` from `cms/access/roles.py`; `manage.py create_roles` makes the
groups be just this.

- **Administrators** (superusers) may do everything, see names, too, and are few: whoever may edit accounts can make
  themselves anything.
- **Data officers** alone see names, addresses and comments of signers.
- **Data protection officers** see who has handled them, when and why, without seeing them.
- **Translators** and **Language leads** have a group of their own for every language. They enter the admin and
  translate that language, leads also publish it or return it with a comment ([translators.md](translators.md)).
- Pages and files are given at the top of the tree; under *Settings → Groups* they can be narrowed to a section.

"""


def role_table() -> str:
    """The page on roles in Markdown, with a row for every permission and a column for every role."""
    granted = {role.name: permissions_named(all_of(role)) for role in ROLES}
    permissions = set().union(*granted.values())
    rows = sorted(
        (permission.content_type.app_label, permission.name.removeprefix("Can ").lower(), permission)
        for permission in permissions
    )
    lines = [["May …", *granted], ["---", *(":-:" for _role in granted)]]
    lines += [[words, *(YES if one in may else NO for may in granted.values())] for _app, words, one in rows]
    return ABOUT + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def all_of(role: Role) -> frozenset[str]:
    """Everything a role may do, pages and files included, as "app.codename"."""
    return role.permissions | role.files | {f"wagtailcore.{act}" for act in role.pages}
