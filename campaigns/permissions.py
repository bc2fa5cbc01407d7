"""Who may do what with a kind of record in the admin, beyond Django's permissions."""

from typing import Any

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy


class RestrictedPolicy(ModelPermissionPolicy):
    """Only the listed acts exist, for administrators too."""

    def __init__(self, model: type[Model], acts: frozenset[str]) -> None:
        super().__init__(model)
        self.acts = acts

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.acts and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
