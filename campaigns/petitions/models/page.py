"""The page that presents a petition in one language."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.actions import StatedPage, StateText, StateTextBlock
from campaigns.blocks import BodyField, QuietStreamField
from campaigns.checks import Finding, looks_like_a_name
from campaigns.pages import ActionPage, ActionState

from .consent import ConsentText
from .former_text import FormerText, former_texts
from .petition import SIGNABLE_STATES, Petition, PetitionState
from .signature import Signature
from .text import WORDS, PetitionText, digest_of
from .totals import Count, count_signatures, count_signatures_of

DEMAND_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript"]


DEFAULT_STATE_TEXTS: dict[PetitionState, StateText] = {
    PetitionState.NOT_OPEN: StateText(
        _("This petition is not open yet"), _("Come back when it opens. You can read the demand already.")
    ),
    PetitionState.OPEN: StateText(
        pgettext_lazy("heading", "Sign the petition"), _("It takes a minute. You confirm by a link in a mail.")
    ),
    PetitionState.CLOSING_SOON: StateText(
        _("The last days to sign"), _("This petition closes soon. Every signature that arrives in time counts.")
    ),
    PetitionState.CLOSED: StateText(
        _("This petition is closed"),
        _("Nobody can sign any more. If you signed before the end, you can still confirm for 72 hours."),
    ),
    PetitionState.HANDED_OVER: StateText(
        _("The petition has been handed over"), _("The addressee has the signatures. We are waiting for an answer.")
    ),
    PetitionState.ANSWERED: StateText(
        _("The addressee has answered"), _("Read in the updates what was answered, and what it means.")
    ),
    PetitionState.WON: StateText(
        _("The demand has been met"), _("Thank you to everybody who signed. You made the difference.")
    ),
    PetitionState.ENDED: StateText(
        _("The petition ended without success"),
        _("The demand was not met. The campaign goes on, and there are other ways to help."),
    ),
}

ACTION_PROMPTS: dict[PetitionState, Promise] = {
    PetitionState.NOT_OPEN: pgettext_lazy("link", "Read the petition"),
    PetitionState.OPEN: pgettext_lazy("button", "Sign the petition"),
    PetitionState.CLOSING_SOON: pgettext_lazy("link", "Sign before it closes"),
    PetitionState.CLOSED: pgettext_lazy("link", "See the result"),
    PetitionState.HANDED_OVER: pgettext_lazy("link", "See what happened"),
    PetitionState.ANSWERED: pgettext_lazy("link", "Read the answer"),
    PetitionState.WON: pgettext_lazy("link", "See what was won"),
    PetitionState.ENDED: pgettext_lazy("link", "See what happened"),
}


class PetitionPage(StatedPage):
    """Describes; `views` acts. Everything that counts hangs on `petition`, which all translations share."""

    petition = models.ForeignKey(
        Petition, on_delete=models.PROTECT, related_name="pages", verbose_name=_("petition"), editable=False
    )
    addressee = models.CharField(
        _("addressee"),
        max_length=250,
        blank=True,
        help_text=_("To whom the demand goes: office and name, as in “the Ambassador of … in …”."),
    )
    demand = RichTextField(
        _("petition text"),
        blank=True,
        features=DEMAND_FEATURES,
        help_text=_("The whole text people put their name to. It stands on the page, in every language, and on paper."),
    )
    goal_reason = models.CharField(
        _("why this goal"),
        max_length=250,
        blank=True,
        help_text=_("For example: “With 5,000 signatures we ask for a meeting at the embassy.”"),
    )
    body = BodyField(
        pgettext_lazy("of a petition", "background"),
        blank=True,
        help_text=_("Facts, law and sources for those who want to know more before they sign."),
    )
    state_texts = QuietStreamField(
        [
            (
                "state_text",
                StateTextBlock(PetitionState, _("State of the petition"), label=_("Text for a state of the petition")),
            )
        ],
        verbose_name=_("texts for the states of the petition"),
        blank=True,
        help_text=_("Each state has a text of its own already. Add one here only to replace it."),
    )
    thanks_text = RichTextField(
        pgettext_lazy("text after signing", "thanks"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("Shown once a signature is confirmed. A thank-you is there already."),
    )

    parent_page_types = ["articles.CampaignPage"]
    subpage_types: list[str] = []
    never_suggest = ("addressee",)
    template = "petitions/petition_page.html"
    states = PetitionState
    default_state_texts = DEFAULT_STATE_TEXTS

    content_panels = [
        *StatedPage.findings_panels,
        HelpPanel(template="petitions/admin/petition_panel.html", heading=_("Petition")),
        TitleFieldPanel("title", help_text=_("The demand in one sentence.")),
        FieldPanel("addressee"),
        FieldPanel("demand"),
        *StatedPage.summary_panels,
        FieldPanel("goal_reason"),
        FieldPanel("body"),
        *StatedPage.local_panels,
        MultiFieldPanel(
            [FieldPanel("thanks_text"), FieldPanel("next_steps"), FieldPanel("state_texts")],
            heading=_("After signing, and after the end"),
            classname="collapsed",
        ),
    ]
    search_fields = [
        *StatedPage.search_fields,
        index.SearchField("addressee"),
        index.SearchField("demand"),
        index.SearchField("body"),
    ]
    shown_along = [*StatedPage.shown_along, "petition"]
    translatable_fields = [
        *StatedPage.translated_fields,
        SynchronizedField("petition", overridable=False),
        TranslatableField("addressee"),
        TranslatableField("demand"),
        TranslatableField("goal_reason"),
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("petition page")
        verbose_name_plural = _("petition pages")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tie the page to the petition of its translations, making it on first save; keep the words that go online.

        Derived from the translation key rather than taken from the field, because publishing an old draft or copying
        the page writes back whatever petition the draft or the original had.
        """
        if not self.alias_of_id:
            template = Petition.objects.filter(pk=self.petition_id).first()
            self.petition = Petition.objects.for_page(self.translation_key, self.title, template)
        super().save(*args, **kwargs)
        if self.live and not {"live", *WORDS}.isdisjoint(kwargs.get("update_fields") or WORDS):
            PetitionText.objects.keep(self)

    def findings(self) -> Iterator[Finding]:
        """What only a petition needs before it goes online."""
        yield from self._findings_on_demand()
        yield from self._findings_on_record()
        yield from super().findings()

    def _findings_on_demand(self) -> Iterator[Finding]:
        # An empty field of Wagtail's editor is stored as an empty paragraph.
        if not strip_tags(self.demand).strip():
            yield Finding(_("There is nothing to sign: write the petition text."), "demand", blocks=True)
        if not self.addressee:
            yield Finding(_("Nobody is asked yet: say to whom the demand goes."), "addressee")
        consent = ConsentText.objects.current(self.locale.language_code)
        if consent is None or consent.locale_id != self.locale_id:
            yield Finding(
                _("There is no consent text in this language, and nobody can agree to what they cannot read: add one."),
                url=reverse("wagtailsnippets_petitions_consenttext:list"),
                blocks=True,
            )
        if self.petition_id and self._rewords_what_was_signed:
            yield Finding(
                _(
                    "People have signed the words that are online. Once you publish these, the page shows the former "
                    "ones beside them, with how many people signed those; each signature stays with its own."
                ),
                "demand",
            )

    @property
    def _rewords_what_was_signed(self) -> bool:
        online = PetitionText.objects.current(self.petition, self.locale.language_code)
        if online is None or online.digest == digest_of(self):
            return False
        return Signature.objects.counted().filter(text=online).exists()

    def _findings_on_record(self) -> Iterator[Finding]:
        if not self.petition_id:
            return
        petition, settings_url = self.petition, reverse("petition_settings:edit", args=[self.petition_id])
        if petition.is_sensitive and looks_like_a_name(self.title, self.locale.language_code):
            text = _("The petition is sensitive, and its title looks like it has a person's name in it: take it out.")
            yield Finding(text, "title")
        if petition.goal is None:
            yield Finding(_("There is no goal: say how many signatures you want."), url=settings_url)
        yield from self.findings_on_deadline("petition_settings:edit")

    @property
    def record(self) -> Petition:
        """The petition, or a blank one while the page has never been saved and is only previewed."""
        return self.petition if self.petition_id else Petition(reference="preview")

    @cached_property
    def count(self) -> Count:
        """The petition's numbers now."""
        return count_signatures(self.record)

    @classmethod
    def prepare_cards(cls, pages: Sequence[ActionPage]) -> None:
        """Count for all of them at once."""
        for page, count in zip(pages, count_signatures_of([page.record for page in pages]), strict=True):
            page.count = count

    @cached_property
    def texts(self) -> list[PetitionText]:
        """The versions of the words in this language, the one that is online first."""
        return list(PetitionText.objects.of(self.petition, self.locale.language_code)) if self.petition_id else []

    @property
    def text(self) -> PetitionText | None:
        """The version of the words that stand here: another one may go online while the page is being made.

        A draft whose words are no version is taken for the one that is online; None where there never was one.
        """
        digest = digest_of(self)
        return next((text for text in self.texts if text.digest == digest), next(iter(self.texts), None))

    @cached_property
    def former_texts(self) -> list[FormerText]:
        """What people signed in this language before it was worded anew."""
        return former_texts(self.texts)

    @cached_property
    def consent_text(self) -> ConsentText | None:
        """What signers agree to, in this language if there is one in it."""
        return ConsentText.objects.current(self.locale.language_code)

    @property
    def live_languages(self) -> list[str]:
        """The codes of the languages in which this page is live."""
        return sorted(page.locale.language_code for page in self.petition.pages.all() if page.live)

    @property
    def action_state(self) -> ActionState:
        """The petition as a card shows it."""
        tone = (
            "open" if self.state in SIGNABLE_STATES else "waiting" if self.state == PetitionState.NOT_OPEN else "done"
        )
        count = self.count
        return ActionState(
            label=self.state.label,
            tone=tone,
            prompt=ACTION_PROMPTS[self.state],
            count=None if count.is_small else count.confirmed,
            goal=None if count.is_small else count.goal,
            percent=None if count.is_small else count.percent,
        )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The petition in its state, with its numbers; the form is the template's to ask for."""
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "petition": self.record,
            "state": self.state,
            "state_text": self.state_text(self.state),
            "is_signable": self.state in SIGNABLE_STATES,
            "count": self.count,
            "handovers": self.record.delivered_handovers,
        }
