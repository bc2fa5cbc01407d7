"""The menu of people who do nothing here but translate: what they could not open is not offered."""

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem

from cms.translation.permissions import languages_of, works_on_pages

FOR_TRANSLATORS = {"my-translations", "help"}
SEES_PETITIONS = "petitions.view_petition"


def only_what_opens(request: HttpRequest, items: list[MenuItem]) -> None:
    """Hook that takes menu items away."""
    user = request.user
    if works_on_pages(user) or user.has_perm(SEES_PETITIONS) or not languages_of(user).exists():
        return
    items[:] = [item for item in items if item.name in FOR_TRANSLATORS]
