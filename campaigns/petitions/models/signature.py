"""A signature: one person's support for one petition, with everything personal in it sealed."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.contrib import admin
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from campaigns.keys import data_keys
from campaigns.petitions.sealing import key_number, seal, unseal

from .consent import ConsentText
from .petition import SHARE_TAG_LENGTH, Petition
from .text import PetitionText


class Status(models.TextChoices):
    """Where a signature stands; `signing.TRANSITIONS` says what may follow what."""

    PENDING = "pending", pgettext_lazy("signature status", "Not confirmed yet")
    HELD = "held", pgettext_lazy("signature status", "Held for review")
    CONFIRMED = "confirmed", pgettext_lazy("signature status", "Confirmed")
    INVALIDATED = "invalidated", pgettext_lazy("signature status", "Invalidated")
    WITHDRAWN = "withdrawn", pgettext_lazy("signature status", "Withdrawn")
    ANONYMISED = "anonymised", pgettext_lazy("signature status", "Anonymised")


COUNTED_STATUSES = frozenset({Status.CONFIRMED, Status.ANONYMISED})
ERASED_STATUSES = frozenset({Status.WITHDRAWN, Status.ANONYMISED})
# What a signature is left with once nothing about its signer may stay.
ERASED_VALUES = {"sealed_person": None, "email_key": None, "person_key": None, "wants_updates": False}


class Source(models.TextChoices):
    """The way a signature came in."""

    WEB = "web", pgettext_lazy("signature source", "Web")
    PAPER = "paper", pgettext_lazy("signature source", "Paper")
    EMBED = "embed", pgettext_lazy("signature source", "Embedded form")


class Risk(models.TextChoices):
    """Why a person should look at a signature before it counts."""

    NONE = "", pgettext_lazy("risk of a signature", "None")
    TRAP = "trap", pgettext_lazy("risk of a signature", "Filled in a field people do not see")
    NETWORK = "network", pgettext_lazy("risk of a signature", "Many from one network within an hour")


NAME_LENGTH = 200
PLACE_LENGTH = 120
COMMENT_LENGTH = 500


@dataclass(frozen=True)
class Person:
    """What a signer typed about themselves; `email` is empty for many who signed on paper.

    `namesake` is 2 for the second person of the same name, place and country on one list.
    """

    name: str
    email: str
    place: str = ""
    comment: str = ""
    namesake: int = 1


class SignatureQuerySet(models.QuerySet["Signature"]):
    """Signatures by the words of the domain."""

    def pending(self) -> Self:
        return self.filter(status=Status.PENDING)

    def held(self) -> Self:
        return self.filter(status=Status.HELD)

    def confirmed(self) -> Self:
        return self.filter(status=Status.CONFIRMED)

    def counted(self) -> Self:
        return self.filter(status__in=COUNTED_STATUSES)

    def since_before(self, at: datetime) -> Self:
        """Those whose status has not changed since `at`."""
        return self.filter(status_since__lt=at)


class Signature(models.Model):
    """One row per petition and mailbox, or person on paper. Only `signing` and `retention` change its status."""

    # Its index is `signature_in_order`.
    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("petition"), db_index=False
    )
    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.CharField(
        pgettext_lazy("of a signature", "source"), max_length=10, choices=Source.choices, default=Source.WEB
    )
    status = models.CharField(
        pgettext_lazy("of a signature", "status"), max_length=12, choices=Status.choices, default=Status.PENDING
    )
    status_since = models.DateTimeField(default=timezone.now)
    risk = models.CharField(
        pgettext_lazy("of a signature", "risk"), max_length=10, choices=Risk.choices, default=Risk.NONE, blank=True
    )
    email_key = models.BinaryField(max_length=32, null=True)
    person_key = models.BinaryField(max_length=32, null=True)
    sealed_person = models.BinaryField(null=True)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=12)
    consent = models.ForeignKey(
        ConsentText, on_delete=models.PROTECT, related_name="signatures", null=True, verbose_name=_("consent text")
    )
    text = models.ForeignKey(
        PetitionText,
        on_delete=models.PROTECT,
        related_name="signatures",
        null=True,
        verbose_name=_("petition text"),
        db_index=False,
    )
    wants_updates = models.BooleanField(_("wants updates"), default=False)
    share_tag = models.CharField(
        pgettext_lazy("of a signature", "share tag"),
        max_length=SHARE_TAG_LENGTH,
        blank=True,
        default="",
        db_default="",
    )
    brought_by = models.ForeignKey(
        "petitions.Import",
        on_delete=models.PROTECT,
        related_name="signatures",
        null=True,
        verbose_name=pgettext_lazy("of signatures", "import"),
    )
    sheet = models.ForeignKey(
        "petitions.Sheet",
        on_delete=models.PROTECT,
        related_name="signatures",
        null=True,
        verbose_name=pgettext_lazy("of paper", "sheet"),
    )
    # Only while it is invalidated, by a rule; its index is `signature_by_invalidation`.
    invalidation = models.ForeignKey(
        "petitions.Invalidation", on_delete=models.PROTECT, related_name="signatures", null=True, db_index=False
    )
    signed_at = models.DateTimeField(pgettext_lazy("when", "signed"), default=timezone.now)
    confirmed_at = models.DateTimeField(pgettext_lazy("when", "confirmed"), null=True)

    objects = SignatureQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-signed_at"]
        default_permissions = ("view",)
        permissions = [
            ("audit_signature", "Can see who handled personal data"),
            ("review_signature", "Can decide whether signatures count"),
        ]
        indexes = [
            models.Index(fields=["petition", "id"], name="signature_in_order"),
            models.Index(fields=["petition", "status", "id"], name="signature_by_status"),
            models.Index(
                fields=["invalidation", "id"],
                name="signature_by_invalidation",
                condition=models.Q(invalidation__isnull=False),
            ),
            models.Index(fields=["petition", "person_key"], name="signature_by_person"),
            models.Index(fields=["text", "status"], name="signature_by_text"),
            models.Index(
                fields=["petition", "id", "language"],
                name="signature_wants_updates",
                condition=models.Q(status=Status.CONFIRMED, wants_updates=True),
            ),
            models.Index(
                fields=["status", "status_since"], name="signature_due", condition=~models.Q(status=Status.CONFIRMED)
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["petition", "email_key"], name="signature_once_per_mailbox"),
            models.UniqueConstraint(
                fields=["petition", "person_key"],
                condition=models.Q(email_key__isnull=True),
                name="signature_once_per_person_without_mailbox",
            ),
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="signature_status_is_known"),
            models.CheckConstraint(
                condition=models.Q(
                    status__in=sorted(ERASED_STATUSES),
                    sealed_person__isnull=True,
                    email_key__isnull=True,
                    person_key__isnull=True,
                    wants_updates=False,
                )
                | models.Q(status__in=[Status.PENDING, Status.HELD, Status.CONFIRMED], sealed_person__isnull=False)
                | models.Q(status=Status.INVALIDATED),
                name="signature_erased_means_erased",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[Status.PENDING, Status.HELD], confirmed_at__isnull=True)
                | models.Q(status__in=sorted(COUNTED_STATUSES), confirmed_at__isnull=False)
                | models.Q(status__in=[Status.INVALIDATED, Status.WITHDRAWN]),
                name="signature_counts_from_its_confirmation",
            ),
            models.CheckConstraint(
                condition=~models.Q(source=Source.WEB)
                | models.Q(status__in=[*sorted(ERASED_STATUSES), Status.INVALIDATED])
                | models.Q(email_key__isnull=False, consent__isnull=False)
                | models.Q(brought_by__isnull=False),
                name="signature_from_the_web_has_mailbox_and_consent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @staticmethod
    def row_name(public_id: uuid.UUID) -> str:
        """What the sealed person of a signature is bound to."""
        return f"petitions.signature:{public_id}"

    @property
    def person(self) -> Person | None:
        """The signer, unsealed; None once erased. SealBroken if the row was tampered with."""
        if self.sealed_person is None:
            return None
        return Person(**self.unsealed(self.sealed_person, self.public_id))

    @person.setter
    def person(self, person: Person | None) -> None:
        plain = json.dumps(vars(person), ensure_ascii=False).encode() if person else None
        self.sealed_person = seal(plain, self.row_name(self.public_id)) if plain else None

    @classmethod
    def unsealed(cls, sealed_person: bytes | memoryview | None, public_id: uuid.UUID) -> dict[str, Any]:
        """What `person` is made of, for long lists that have no need of a model for each row."""
        values: dict[str, Any] = json.loads(unseal(bytes(sealed_person or b""), cls.row_name(public_id)))
        return values

    @property
    def is_sealed_with_current_key(self) -> bool:
        """Whether rotating keys would change nothing."""
        return self.sealed_person is None or key_number(bytes(self.sealed_person)) == data_keys().current

    @property
    def status_for_signer(self) -> str | Promise:
        """What a signer is told: held and confirmed read the same, as everywhere on their way."""
        if self.status in {Status.HELD, Status.CONFIRMED}:
            return pgettext("signature status", "Confirmed by you")
        return self.get_status_display()

    @property
    @admin.display(description=pgettext_lazy("a person's", "name"))
    def signer_name(self) -> str:
        """The name, or nothing once erased."""
        return self.person.name if self.person else ""

    @property
    @admin.display(description=_("e-mail address"))
    def signer_email(self) -> str:
        """The address, or nothing once erased."""
        return self.person.email if self.person else ""

    @property
    @admin.display(description=pgettext_lazy("where a signer lives", "place"))
    def signer_place(self) -> str:
        """The place, or nothing where none was given."""
        return self.person.place if self.person else ""

    @property
    @admin.display(description=pgettext_lazy("a signer's", "comment"))
    def signer_comment(self) -> str:
        """The comment, or nothing where none was given."""
        return self.person.comment if self.person else ""


class Suppression(models.Model):
    """A mailbox that must not be written to again for one petition: its owner said “I did not sign this”."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="suppressions")
    email_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(auto_now_add=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["petition", "email_key"], name="suppression_once_per_mailbox")]

    def __str__(self) -> str:
        return f"{self.petition_id}"
