"""What a person decides about signatures one looks at: whether they count. History says how many, never whose."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from .models import Petition
from .signing import Act, review_all

ACTIONS = {Act.RELEASE: "released", Act.INVALIDATE: "invalidated", Act.RESTORE: "restored"}


@transaction.atomic
def review_some(petition: Petition, keys: Sequence[int], act: Act, user: Any) -> int:
    """Do one of `ACTIONS` to those of the petition's signatures that still stand that way; how many."""
    moved = review_all(petition, keys, act)
    if moved:
        log(instance=petition, action=f"petitions.{ACTIONS[act]}", user=user, data={"rows": moved})
    return moved
