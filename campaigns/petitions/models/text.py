"""The words people put their name to, version by version: a wording somebody signed is never lost or changed."""

import hashlib
import json
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .petition import Petition

WORDS = ("title", "addressee", "demand")


def digest_of(page: Any) -> str:
    """What a wording is known by: SHA-256 of its words in JSON."""
    words = [getattr(page, name) for name in WORDS]
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


class PetitionTextQuerySet(models.QuerySet["PetitionText"]):
    """Texts by what they are good for."""

    def of(self, petition: Petition, language: str) -> "PetitionTextQuerySet":
        """The versions of a petition in one language, the newest first."""
        return self.filter(petition=petition, language=language).order_by("-number")

    def current(self, petition: Petition, language: str) -> "PetitionText | None":
        """The version that was put online last."""
        return self.of(petition, language).first()

    def shown_by(self, page: Any) -> "PetitionText | None":
        """The version a page shows, found by its words: another one may go online while the page is being made.

        A draft whose words are no version is taken for the one that is online.
        """
        versions = self.of(page.petition, page.locale.language_code)
        return versions.filter(digest=digest_of(page)).first() or versions.first()

    def keep(self, page: Any) -> "PetitionText":
        """The version of a page that goes online, made if its words are new. To be done within a transaction."""
        petition, language, digest = page.petition, page.locale.language_code, digest_of(page)
        newest = self.current(petition, language)
        if newest and newest.digest == digest:
            return newest
        # Two who publish at once wait for each other here; those who sign meanwhile do not.
        Petition.objects.select_for_update(no_key=True).get(pk=petition.pk)
        newest = self.current(petition, language)
        if newest and newest.digest == digest:
            return newest
        number = newest.number + 1 if newest else 1
        words = {name: getattr(page, name) for name in WORDS}
        return self.create(petition=petition, language=language, number=number, digest=digest, **words)


class PetitionText(models.Model):
    """One version of what a petition says in one language, as it was online from a moment on. Never changed."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="texts", verbose_name=_("petition"), db_index=False
    )
    language = models.CharField(_("language"), max_length=12)
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(pgettext_lazy("of a work", "Title"), max_length=255)
    addressee = models.CharField(_("addressee"), max_length=250, blank=True)
    demand = models.TextField(_("petition text"), blank=True)
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now)

    objects = PetitionTextQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("petition text")
        verbose_name_plural = _("petition texts")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "language", "number"], name="petition_text_version_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.petition_id} {self.language} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Written once."""
        super().save(*args, **{**kwargs, "force_insert": True})
