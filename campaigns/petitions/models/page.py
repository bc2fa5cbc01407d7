"""The page that presents a petition in one language."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ChoiceBlock, PageChooserBlock, RichTextBlock, StructBlock
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import BodyField, QuietStreamField
from campaigns.languages import in_language_of, in_language_of_all
from campaigns.pages import ActionPage, ActionState

from .petition import SIGNABLE_STATES, Petition, PetitionState
from .totals import Count, count_signatures

DEMAND_FEATURES = ["bold", "italic", "link", "ol", "ul", "superscript"]


@dataclass(frozen=True)
class StateText:
    """What a petition page says in one state, and where it sends people from there."""

    heading: str | Promise
    text: Any
    call_page: Page | None = None
    # Where an editor wrote it: a field and the id of a block.
    place: str = ""


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


class StateTextBlock(StructBlock):
    """An editor's own words for one state."""

    state = ChoiceBlock(choices=PetitionState.choices, label=_("State of the petition"))
    heading = CharBlock(label=pgettext_lazy("title of a section", "Heading"), max_length=120)
    text = RichTextBlock(label=_("Text"), features=["bold", "italic", "link"])
    call_page = PageChooserBlock(label=_("Page to lead to from here"), required=False)

    class Meta:
        icon = "pick"
        label = _("Text for a state of the petition")
        label_format = "{state}: {heading}"


class PetitionPage(ActionPage):
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
        [("state_text", StateTextBlock())],
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
    next_steps = QuietStreamField(
        [("page", PageChooserBlock(label=_("Page"), icon="doc-empty"))],
        verbose_name=_("what to do next"),
        blank=True,
        help_text=_("Shown after the thanks, the first one large. One good request works better than five."),
    )

    parent_page_types = ["articles.CampaignPage"]
    subpage_types: list[str] = []
    never_suggest = ("addressee",)
    template = "petitions/petition_page.html"

    content_panels = [
        HelpPanel(template="petitions/admin/petition_panel.html", heading=_("Petition")),
        FieldPanel("title", help_text=_("The demand in one sentence.")),
        FieldPanel("addressee"),
        FieldPanel("demand"),
        *ActionPage.summary_panels,
        FieldPanel("goal_reason"),
        FieldPanel("body"),
        *ActionPage.local_panels,
        MultiFieldPanel(
            [FieldPanel("thanks_text"), FieldPanel("next_steps"), FieldPanel("state_texts")],
            heading=_("After signing, and after the end"),
            classname="collapsed",
        ),
    ]
    search_fields = [
        *ActionPage.search_fields,
        index.SearchField("addressee"),
        index.SearchField("demand"),
        index.SearchField("body"),
    ]
    translatable_fields = [
        *ActionPage.translated_fields,
        SynchronizedField("petition", overridable=False),
        TranslatableField("addressee"),
        TranslatableField("demand"),
        TranslatableField("goal_reason"),
        TranslatableField("body"),
        TranslatableField("state_texts"),
        TranslatableField("thanks_text"),
        TranslatableField("next_steps"),
    ]

    class Meta:
        verbose_name = _("petition page")
        verbose_name_plural = _("petition pages")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tie the page to the petition of its translations, making it on first save.

        Derived from the translation key rather than taken from the field, because publishing an old draft or copying
        the page writes back whatever petition the draft or the original had.
        """
        if not self.alias_of_id:
            template = Petition.objects.filter(pk=self.petition_id).first()
            self.petition = Petition.objects.for_page(self.translation_key, self.title, template)
        super().save(*args, **kwargs)

    @property
    def shown_petition(self) -> Petition:
        """The petition, or a blank one while the page has never been saved and is only previewed."""
        return self.petition if self.petition_id else Petition(reference="preview")

    @cached_property
    def state(self) -> PetitionState:
        """The petition's state now; for previews of others see `preview_modes`."""
        return self.shown_petition.state()

    @cached_property
    def count(self) -> Count:
        """The petition's numbers now."""
        return count_signatures(self.shown_petition)

    @property
    def live_languages(self) -> list[str]:
        """The codes of the languages in which this page is live."""
        return sorted(page.locale.language_code for page in self.petition.pages.all() if page.live)

    def state_text(self, state: PetitionState) -> StateText:
        """What the page says in that state: the editor's words if there are any, else the default ones."""
        for block in self.state_texts:
            if block.value["state"] == state:
                chosen = block.value["call_page"]
                call_page = in_language_of(chosen, self.locale) if chosen else None
                return StateText(block.value["heading"], block.value["text"], call_page, f"state_texts.{block.id}")
        return DEFAULT_STATE_TEXTS[state]

    @property
    def next_pages(self) -> list[Page]:
        """The live pages to go to after signing, in the language of this page where they exist in it."""
        chosen = [block.value for block in self.next_steps if block.value]
        found = in_language_of_all(chosen, self.locale)
        return [found[page.pk] for page in chosen if page.pk in found]

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
            "petition": self.shown_petition,
            "state": self.state,
            "state_text": self.state_text(self.state),
            "is_signable": self.state in SIGNABLE_STATES,
            "count": self.count,
        }

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """One preview per state of the petition, beginning with the one it is in."""
        return [("", pgettext_lazy("petition state", "As it is now")), *PetitionState.choices]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """Show the page as it will look in the chosen state."""
        if mode_name in PetitionState.values:
            self.state = PetitionState(mode_name)
        return super().serve_preview(request, mode_name)
