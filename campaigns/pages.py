"""The abstract pages every capability builds on: what all of them have, and what makes one an action."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction, Revision, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import BodyField
from campaigns.checks import (
    Finding,
    FindingsPanel,
    NotReady,
    findings_on_pictures,
    findings_on_place,
    findings_on_words,
)
from campaigns.languages import language_name
from campaigns.slugs import check_slug, slug_from
from campaigns.submitting import ContentForm

logger = logging.getLogger(__name__)

# The root of all pages is at 1, home pages are at 2: their slugs are no part of any address.
HOME_DEPTH = 2
# What Wagtail calls the publishing of pages whose time has come.
BY_SCHEDULE = "wagtail.publish.scheduled"


class ContentPage(Page):
    """A page with a summary, a picture for cards and previews elsewhere, and a text people share it with.

    The end of its address is the same in all languages: that of the page which was written first. `local_fields` are
    neither translated nor copied into a translation.
    """

    slug: str

    summary = models.TextField(
        _("summary"),
        blank=True,
        max_length=300,
        help_text=_("Two sentences at most. Shown on cards, in search results and when the page is shared."),
    )
    picture = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown at the top, on cards and when the page is shared. Landscape, at least 1200 × 630 pixels."),
    )
    picture_alt = models.CharField(
        _("picture description"),
        blank=True,
        max_length=250,
        help_text=_("What the picture shows, for people who do not see it. Leave empty if it is only decoration."),
    )
    share_text = models.CharField(
        _("text for sharing"),
        blank=True,
        max_length=280,
        help_text=_(
            "What somebody would write to a friend, without the address. "
            "Empty: the site's text for sharing, or the title."
        ),
    )

    local_extra = BodyField(
        _("only in this language"),
        help_text=_("Partners, a hotline, an account in one country: shown below the text, in this language alone."),
    )

    # What is fetched in the same query as a page that is to be shown; each kind of page adds its own.
    shown_along = ["locale", "picture"]

    base_form_class = ContentForm
    findings_panels = [FindingsPanel(heading=_("Before you publish"), icon="clipboard-list")]
    summary_panels = [
        MultiFieldPanel(
            [FieldPanel("summary"), FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("At a glance")
        ),
    ]
    local_panels = [FieldPanel("local_extra")]
    promote_panels = [*Page.promote_panels, FieldPanel("share_text")]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("local_extra")]
    local_fields = ["local_extra"]
    # What every page adds its own fields to; the pictures of a translation may be others.
    translated_fields = [
        SynchronizedField("slug", overridable=False),
        TranslatableField("title"),
        TranslatableField("seo_title"),
        TranslatableField("search_description"),
        SynchronizedField("show_in_menus", overridable=False),
        TranslatableField("summary"),
        SynchronizedField("picture"),
        TranslatableField("picture_alt"),
        TranslatableField("share_text"),
    ]

    class Meta:
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Validate with the slug the page has or gets."""
        self._suggest_slug()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Drafts are saved without validation, and yet at an address everybody can type."""
        self._suggest_slug()
        super().minimal_clean()
        self._check_slug()

    def clean(self) -> None:
        """Refuse a slug that not everybody can type, or that leads to another page in one of the languages."""
        super().clean()
        self._check_slug()
        taken = self._pages_beside().filter(slug=self.slug).select_related("locale").first()
        if taken and not self.shares_slug:
            language = language_name(taken.locale.language_code)
            raise ValidationError(
                {"slug": _("Another page has this address in this language: %(language)s.") % {"language": language}}
            )

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Take over the slug of the page that was written first, or hand it on to the translations.

        Done here because drafts, old versions and updated translations all write back the slug they know.
        """
        if self._state.adding or (self.alias_of and self.alias_of.locale_id != self.locale_id):
            self._forget_what_is_local()
        if "slug" not in (kwargs.get("update_fields") or {"slug"}):
            return super().save(*args, **kwargs)
        original = self.original
        if original:
            self._share_slug(original)
        result = super().save(*args, **kwargs)
        if original is None and not self.is_home:
            for page in self._translations().exclude(slug=self.slug):
                page.specific.save(clean=False, update_fields=["slug", "url_path"])
        return result

    def findings(self) -> Iterator[Finding]:
        """What is to be mended before the page is published; each kind of page adds its own."""
        yield from findings_on_pictures(self)
        yield from findings_on_words(self)
        if self.path:
            yield from findings_on_place(self)

    @property
    def hindrances(self) -> list[Finding]:
        """The findings that keep the page from being published."""
        return [finding for finding in self.findings() if finding.blocks]

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Refuse what must not go online; NotReady says why.

        Bulk actions, workflows, translations and code all come here. Only the edit form does not, and asks the same
        before it is valid. Where the time has come for a page that is not ready, it is taken off the schedule: others
        wait in the same queue.
        """
        hindrances = revision.as_object().hindrances
        if not hindrances:
            return super().publish(revision, *args, **kwargs)
        if kwargs.get("log_action") != BY_SCHEDULE:
            raise NotReady(self, hindrances)
        logger.error("page %s was not published when its time came: it is not ready", self.pk)
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        return None

    @cached_property
    def trail(self) -> list[Page]:
        """The pages above this one, from the home page on. Routing knows them already."""
        if not self.depth or self.depth <= HOME_DEPTH:
            return []
        return list(self.get_ancestors().filter(depth__gte=HOME_DEPTH).select_related("locale"))

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """As Wagtail answers, from what the paths of pages say. For mirrored pages, whose sources count, it asks."""
        if any(page.alias_of_id for page in (self, *self.trail)):
            return super().get_view_restrictions()
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        return PageViewRestriction.objects.filter(page__path__in=[self.path[:end] for end in ends])

    @property
    def is_home(self) -> bool:
        """Whether the page is the first one of a language."""
        return self.depth == HOME_DEPTH

    @property
    def original(self) -> Page | None:
        """The page that was written first, which gives all its translations their slug; None for that page itself."""
        first = Page.objects.filter(translation_key=self.translation_key).order_by("pk").first()
        return first if first and first.pk != self.pk else None

    @property
    def shares_slug(self) -> bool:
        """Whether the slug comes from another language's page."""
        return not self.is_home and self.original is not None

    def _translations(self) -> models.QuerySet[Page]:
        return Page.objects.filter(translation_key=self.translation_key).exclude(pk=self.pk)

    def _pages_beside(self) -> models.QuerySet[Page]:
        """The pages of other languages that stand where this page's translations do, or will."""
        parent = self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        if parent is None or parent.depth < HOME_DEPTH:
            return Page.objects.none()
        beside = Page.objects.none()
        for elsewhere in Page.objects.filter(translation_key=parent.translation_key).exclude(pk=parent.pk):
            beside |= Page.objects.child_of(elsewhere)
        return beside.exclude(translation_key=self.translation_key)

    def _suggest_slug(self) -> None:
        """Wagtail makes slugs of Latin titles only."""
        parent = self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        if self.slug or not self.title or parent is None:
            return
        wanted = slug_from(self.title)
        taken = {
            *parent.get_children().exclude(pk=self.pk).values_list("slug", flat=True),
            *self._pages_beside().values_list("slug", flat=True),
        }
        candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        self.slug = next(candidate for candidate in candidates if candidate not in taken)

    def _check_slug(self) -> None:
        if self.slug:
            try:
                check_slug(self.slug)
            except ValidationError as error:
                raise ValidationError({"slug": error}) from error

    def _share_slug(self, original: Page) -> None:
        if self.is_home:
            stored = Page.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            self.slug = stored or self.slug
        elif self._slug_is_available(original.slug, self.get_parent(), self):
            self.slug = original.slug

    def _forget_what_is_local(self) -> None:
        if self._translations().exists():
            for name in self.local_fields:
                setattr(self, name, self._meta.get_field(name).get_default())

    @property
    def description(self) -> str:
        """What search engines and share previews say about the page."""
        return self.search_description or self.summary


def page_around(record: TranslatableMixin) -> Page | None:
    """A page that gives the preview of a snippet its header and footer, in the language of the snippet."""
    page = Page.objects.filter(locale=record.locale, depth=HOME_DEPTH).first() or Page.get_first_root_node()
    return page.specific if page else None


@dataclass(frozen=True)
class ActionState:
    """What a card shows of an action: where it stands, how far it is, and what a visitor can do now.

    `tone` is one of "open", "waiting", "done"; `count`, `goal` and `percent` are None where nothing is counted
    or too little to show.
    """

    label: str | Promise
    tone: str
    prompt: str | Promise
    count: int | None = None
    goal: int | None = None
    percent: int | None = None


class ActionPage(ContentPage):
    """A page on which a visitor can do something: sign, write, give. Shown as a card wherever it is mentioned."""

    class Meta:
        abstract = True

    @classmethod
    def prepare_cards(cls, pages: Sequence["ActionPage"]) -> None:
        """Ask at once for what the cards of several pages of one kind show, where each would ask on its own."""

    @property
    def action_state(self) -> ActionState:
        """The state as it is now; each kind of action says its own."""
        raise NotImplementedError(f"{type(self).__name__} must say its action_state")
