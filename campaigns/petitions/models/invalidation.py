"""Signatures invalidated by a rule: what it says, how many it finds, who decided it, why, and what came of it."""

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from fnmatch import translate
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import pgettext_lazy

from campaigns.petitions.sealing import seal, unseal

from .petition import Petition
from .signature import Status
from .work import Work

INVALIDATION_UNDOABLE = timedelta(days=30)


@dataclass(frozen=True)
class Rule:
    """Which signatures: all that is set has to fit. `since` and `until` are ISO moments, `until` not included.

    In `name` a star stands for anything; `domain` stands for its subdomains, too.
    """

    risk: str = ""
    country: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    domain: str = ""
    name: str = ""

    @property
    def needs_names(self) -> bool:
        """Whether names or addresses have to be unsealed to know what fits."""
        return bool(self.domain or self.name)

    @property
    def conditions(self) -> dict[str, Any]:
        """Look-ups for what stands beside the sealed person."""
        found: dict[str, Any] = {
            name: getattr(self, name) for name in ("risk", "country", "source") if getattr(self, name)
        }
        if self.since:
            found["signed_at__gte"] = datetime.fromisoformat(self.since)
        if self.until:
            found["signed_at__lt"] = datetime.fromisoformat(self.until)
        return found

    def fits(self, person: dict[str, Any]) -> bool:
        """Whether an unsealed person is meant."""
        if self.domain:
            domain = str(person["email"]).rpartition("@")[2].lower()
            if domain != self.domain and not domain.endswith(f".{self.domain}"):
                return False
        return not self.name or self._pattern.fullmatch(_plain(person["name"])) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Nothing but the star is special.
        return re.compile(translate(_plain(self.name).replace("[", "[[]").replace("?", "[?]")))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class InvalidationState(models.TextChoices):
    """Where an invalidation stands; only `invalidating` changes it."""

    COUNTING = "counting", pgettext_lazy("state of work", "In progress")
    COUNTED = "counted", pgettext_lazy("state of an import", "Waiting for your decision")
    APPLYING = "applying", pgettext_lazy("state of work", "In progress")
    APPLIED = "applied", pgettext_lazy("signature status", "Invalidated")
    UNDOING = "undoing", pgettext_lazy("state of work", "In progress")
    UNDONE = "undone", pgettext_lazy("state of an import", "Taken back")
    DISCARDED = "discarded", pgettext_lazy("state of an import", "Discarded")
    FAILED = "failed", pgettext_lazy("state of work", "Failed")


class Invalidation(Work):
    """A rule and what it did. Sealed, because a pattern may be somebody's name; the rule goes when it is over."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="invalidations")
    sealed_rule = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=InvalidationState.choices, default=InvalidationState.COUNTING)
    reason = models.CharField(max_length=300, blank=True)
    # Only signatures that stood so at this moment: nobody is invalidated who was not counted.
    as_of = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    # The last signature that was looked at, and how many were.
    position = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    found_confirmed = models.PositiveIntegerField(default=0)
    found_held = models.PositiveIntegerField(default=0)
    invalidated = models.PositiveIntegerField(default=0)
    restored = models.PositiveIntegerField(default=0)
    has_failed = models.BooleanField(default=False)

    working_states = frozenset({InvalidationState.COUNTING, InvalidationState.APPLYING, InvalidationState.UNDOING})

    class Meta:
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.petition} · {self.get_state_display()}"

    @property
    def rule(self) -> Rule | None:
        """What it says; None once it is over."""
        if self.sealed_rule is None:
            return None
        return Rule(**json.loads(unseal(bytes(self.sealed_rule), self._row_name)))

    @rule.setter
    def rule(self, rule: Rule) -> None:
        self.sealed_rule = seal(json.dumps(asdict(rule), ensure_ascii=False).encode(), self._row_name)

    @property
    def _row_name(self) -> str:
        return f"petitions.invalidation:{self.pk}"

    @property
    def found(self) -> int:
        """How many signatures the rule found."""
        return self.found_confirmed + self.found_held

    @property
    def is_undoable(self) -> bool:
        """Whether its signatures can be restored as a whole."""
        return (
            self.state == InvalidationState.APPLIED
            and self.undoable_until is not None
            and self.undoable_until > timezone.now()
        )

    @property
    def undoable_until(self) -> datetime | None:
        """The end of the time in which it can be undone."""
        return self.applied_at + INVALIDATION_UNDOABLE if self.applied_at else None

    @property
    def progress(self) -> int:
        """How many signatures were looked at."""
        return self.looked_at

    def fail(self) -> None:
        """What was done stays done, counted, and undoable."""
        self.has_failed = True
        self.state = InvalidationState.FAILED if self.state == InvalidationState.COUNTING else InvalidationState.APPLIED


INVALIDATED_BY_RULE = (Status.HELD, Status.CONFIRMED)
