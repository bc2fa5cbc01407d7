"""What every kind of action has, be it a petition or a letter: a record that all its languages share, with times and
an outcome, and pages that say in each state what holds in it.
"""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import CharBlock, ChoiceBlock, PageChooserBlock, RichTextBlock, StructBlock
from wagtail.models import Page
from wagtail_localize.fields import TranslatableField

from .blocks import QuietStreamField
from .checks import Finding
from .languages import in_language_of, specific_in_language_of_all
from .pages import ActionPage
from .references import LONGEST_REFERENCE, check_reference, free_reference

CLOSING_SOON = timedelta(days=7)


class ActionRecordQuerySet(models.QuerySet[Any]):
    """Records of actions by the words of the domain."""

    def free_reference(self, wish: str) -> str:
        """A short ASCII reference made from any text, not yet taken."""
        model: type[ActionRecord] = self.model
        return free_reference(wish, lambda taken: self.filter(reference=taken).exists(), otherwise=model.nameless)

    def for_page(self, page_key: uuid.UUID, title: str, template: "ActionRecord | None") -> Any:
        """The record of all translations of a page, made on first use.

        A page copied for another campaign has a key of its own: it gets a new record with the settings of
        `template`, but none of its dates, outcome or people.
        """
        record = self.filter(page_key=page_key).first()
        if record:
            return record
        settings = {name: getattr(template, name) for name in template.copied_settings} if template else {}
        return self.get_or_create(page_key=page_key, defaults={"reference": self.free_reference(title), **settings})[0]

    def told_publicly(self) -> Self:
        """Records with a page that is online or once was. What the others are called is a secret until then."""
        told = models.Q(pages__live=True) | models.Q(pages__first_published_at__isnull=False)
        return self.filter(pk__in=self.model._default_manager.filter(told).order_by().values("pk"))

    def ended_before(self, at: datetime) -> Self:
        """Records of what nobody can take part in any more since `at` or longer."""
        return self.filter(models.Q(closes_at__lt=at) | models.Q(outcome_since__lt=at))


class ActionRecord(models.Model):
    """One action, apart from the pages that present it: N languages, one record with all the operational state.

    A concrete record adds `outcome`, a text that is empty until somebody records what became of it.
    """

    reference = models.CharField(
        pgettext_lazy("short name of a campaign or petition", "reference"),
        max_length=LONGEST_REFERENCE,
        unique=True,
        validators=[check_reference],
        help_text=_(
            "Short name in links and on paper, the same in all languages. Printed links break when it changes."
        ),
    )
    page_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    outcome_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # What a record is called whose title has nothing ASCII in it, and what a copy takes over.
    nameless = "action"
    copied_settings: tuple[str, ...] = ()
    outcome: str

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Note the moment an outcome was recorded, and forget it when the outcome is taken back."""
        if not self.outcome:
            self.outcome_since = None
        elif self.outcome_since is None:
            self.outcome_since = timezone.now()
        super().save(*args, **kwargs)

    @property
    def ends_at(self) -> datetime | None:
        """When the action ends or ended: the closing time or the outcome, whichever is earlier."""
        return min((moment for moment in (self.closes_at, self.outcome_since) if moment), default=None)

    def standing(self, at: datetime | None = None) -> str:
        """The outcome if there is one, else where the action stands by its times, now by default: "not_open", "open",
        "closing_soon", "closed".
        """
        at = at or timezone.now()
        if self.outcome:
            return self.outcome
        if self.opens_at and at < self.opens_at:
            return "not_open"
        if self.closes_at and at >= self.closes_at:
            return "closed"
        if self.closes_at and self.closes_at - at <= CLOSING_SOON:
            return "closing_soon"
        return "open"


@dataclass(frozen=True)
class StateText:
    """What an action's page says in one state, and where it sends people from there."""

    heading: str | Promise
    text: Any
    call_page: Page | None = None
    # Where an editor wrote it: a field and the id of a block.
    place: str = ""


class StateTextBlock(StructBlock):
    """An editor's own words for one of the states."""

    def __init__(self, states: type[models.TextChoices], state_label: str | Promise, **kwargs: Any) -> None:
        children = [
            ("state", ChoiceBlock(choices=states.choices, label=state_label)),
            ("heading", CharBlock(label=pgettext_lazy("title of a section", "Heading"), max_length=120)),
            ("text", RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])),
            ("call_page", PageChooserBlock(label=_("Page to lead to from here"), required=False)),
        ]
        super().__init__(children, **kwargs)

    class Meta:
        icon = "pick"
        label_format = "{state}: {heading}"


class StatedPage(ActionPage):
    """An action's page that says in each state what holds in it, and where to go afterwards.

    A concrete page adds `state_texts`, a stream of `StateTextBlock`, and `thanks_text`, and says its `record`.
    """

    next_steps = QuietStreamField(
        [("page", PageChooserBlock(label=_("Page"), icon="doc-empty"))],
        verbose_name=_("what to do next"),
        blank=True,
        help_text=_("Shown after the thanks, the first one large. One good request works better than five."),
    )

    states: type[models.TextChoices]
    default_state_texts: Mapping[Any, StateText]
    translated_fields = [
        *ActionPage.translated_fields,
        TranslatableField("state_texts"),
        TranslatableField("thanks_text"),
        TranslatableField("next_steps"),
    ]

    class Meta:
        abstract = True

    @property
    def record(self) -> ActionRecord:
        """What all languages share; a blank one while the page has never been saved and is only previewed."""
        raise NotImplementedError(f"{type(self).__name__} must say its record")

    @cached_property
    def state(self) -> Any:
        """Where the action stands now, one of `states`; for previews of others see `preview_modes`."""
        return self.states(self.record.standing())

    def state_text(self, state: str) -> StateText:
        """What the page says in that state: the editor's words if there are any, else the default ones."""
        for block in self.state_texts:
            if block.value["state"] == state:
                chosen = block.value["call_page"]
                call_page = in_language_of(chosen, self.locale) if chosen else None
                return StateText(block.value["heading"], block.value["text"], call_page, f"state_texts.{block.id}")
        return self.default_state_texts[state]

    def findings_on_deadline(self, settings: str) -> Iterator[Finding]:
        """What is wrong with the time people have. `settings` names the address where the record is edited."""
        record = self.record
        if record.pk is None:
            return
        url = reverse(settings, args=[record.pk])
        if record.closes_at is None:
            yield Finding(_("There is no deadline: say until when people can take part."), url=url)
        elif record.closes_at <= timezone.now() and not record.outcome:
            yield Finding(_("The deadline is past: set another one, or record the outcome."), url=url)

    @property
    def next_pages(self) -> list[Page]:
        """The live pages to go to afterwards, in the language of this page where they exist in it."""
        chosen = [block.value for block in self.next_steps if block.value]
        found = specific_in_language_of_all(chosen, self.locale)
        return [found[page.pk] for page in chosen if page.pk in found]

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """One preview per state, beginning with the one the action is in."""
        return [("", pgettext_lazy("petition state", "As it is now")), *self.states.choices]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """Show the page as it will look in the chosen state."""
        if mode_name in self.states.values:
            self.state = self.states(mode_name)
        return super().serve_preview(request, mode_name)
