"""The page that presents an appeal letter in one language."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.actions import StatedPage, StateTextBlock
from campaigns.blocks import BodyField, QuietStreamField
from campaigns.checks import Finding, place_of
from campaigns.letters.blocks import SUBJECT_LENGTH, LetterTextsBlock, RecipientsBlock
from campaigns.letters.composing import Wording, Writer, finish
from campaigns.pages import ActionState
from campaigns.printing.fonts import UnprintableText
from campaigns.printing.letter import print_letters

from .guidance import Guidance
from .letter import WRITABLE_STATES, AppealLetter, LetterState
from .recipient import Recipient
from .states import ACTION_PROMPTS, DEFAULT_STATE_TEXTS
from .tally import sent_letters

NOTE_FEATURES = ["bold", "italic", "link", "ul", "ol"]
LETTER_LENGTH = 10_000
# Fewer would rather discourage.
SMALL_NUMBER = 25
# Previews of the letter on paper: one for each recipient.
ON_PAPER = "on-paper-"
EXAMPLE_COUNTRY = "DE"


class AppealLetterPage(StatedPage):
    """Describes; `views` acts. What holds for all languages is in `letter`, which all translations share."""

    letter = models.ForeignKey(
        AppealLetter, on_delete=models.PROTECT, related_name="pages", verbose_name=_("letter"), editable=False
    )
    recipients = QuietStreamField(
        RecipientsBlock(),
        verbose_name=pgettext_lazy("of letters", "recipients"),
        blank=True,
        help_text=_("Visitors choose one of them, or all. The same in all languages."),
    )
    safety = models.ForeignKey(
        Guidance,
        verbose_name=pgettext_lazy("for people who write letters", "warning"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Stands above everything. Empty: a general warning to people with ties to the country."),
    )
    advice = models.ForeignKey(
        Guidance,
        verbose_name=pgettext_lazy("for people who write letters", "advice"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Stands beside the letter. Empty: general advice, other for authorities than for prisoners."),
    )
    subject = models.CharField(
        pgettext_lazy("of a letter", "subject"),
        max_length=SUBJECT_LENGTH,
        blank=True,
        help_text=_("Of the letter, in the language of this page."),
    )
    letter_text = models.TextField(
        _("text of the letter"),
        blank=True,
        max_length=LETTER_LENGTH,
        help_text=_(
            "In the language of this page, without salutation and closing: those come from the recipient. An empty "
            "line makes a paragraph. {name}, {place}, {profession} and {date} become what the writer enters."
        ),
    )
    originals = QuietStreamField(
        LetterTextsBlock(),
        verbose_name=_("the letter in the languages of the recipients"),
        blank=True,
        help_text=_(
            "The first one is offered first, with the text in the language of the page beside it. Not translated with "
            "the page. One in the language of this page takes the place of the text above."
        ),
    )
    copies_to = RichTextField(
        _("copies to"), blank=True, features=NOTE_FEATURES, help_text=_("To whom a copy helps, and where it goes.")
    )
    print_text = RichTextField(
        _("text beside the printed letter"), blank=True, features=NOTE_FEATURES, help_text=_("How to sign, fold, post.")
    )
    mail_text = RichTextField(_("text beside the mail"), blank=True, features=NOTE_FEATURES)
    body = BodyField(
        pgettext_lazy("of a petition", "background"),
        blank=True,
        help_text=_("Facts, law and sources for those who want to know more before they write."),
    )
    thanks_text = RichTextField(
        pgettext_lazy("text after sending", "thanks"),
        blank=True,
        features=NOTE_FEATURES,
        help_text=_("Shown to those who say that they have sent it. A thank-you is there already."),
    )
    state_texts = QuietStreamField(
        [
            (
                "state_text",
                StateTextBlock(LetterState, _("State of the letter"), label=_("Text for a state of the letter")),
            )
        ],
        verbose_name=_("texts for the states of the letter"),
        blank=True,
        help_text=_("Each state has a text of its own already. Add one here only to replace it."),
    )

    parent_page_types = ["articles.CampaignPage"]
    subpage_types: list[str] = []
    template = "letters/letter_page.html"
    states = LetterState
    default_state_texts = DEFAULT_STATE_TEXTS

    content_panels = [
        *StatedPage.findings_panels,
        HelpPanel(template="letters/admin/letter_panel.html", heading=_("Letter")),
        TitleFieldPanel("title", help_text=_("What the letter asks for, in one sentence.")),
        *StatedPage.summary_panels,
        MultiFieldPanel(
            [
                FieldPanel("recipients", attrs=place_of("recipients")),
                FieldPanel("subject"),
                FieldPanel("letter_text"),
                FieldPanel("originals"),
            ],
            heading=_("The letter"),
        ),
        MultiFieldPanel([FieldPanel("safety"), FieldPanel("advice")], heading=_("Warning and advice")),
        FieldPanel("body"),
        *StatedPage.local_panels,
        MultiFieldPanel(
            [FieldPanel("print_text"), FieldPanel("mail_text"), FieldPanel("copies_to")],
            heading=_("With the finished letter"),
            classname="collapsed",
        ),
        MultiFieldPanel(
            [FieldPanel("thanks_text"), FieldPanel("next_steps"), FieldPanel("state_texts")],
            heading=_("After sending, and after the end"),
            classname="collapsed",
        ),
    ]
    search_fields = [
        *StatedPage.search_fields,
        index.SearchField("subject"),
        index.SearchField("letter_text"),
        index.SearchField("body"),
    ]
    shown_along = [*StatedPage.shown_along, "letter", "safety__locale", "advice__locale"]
    translatable_fields = [
        *StatedPage.translated_fields,
        SynchronizedField("letter", overridable=False),
        SynchronizedField("recipients", overridable=False),
        SynchronizedField("safety", overridable=False),
        SynchronizedField("advice", overridable=False),
        TranslatableField("subject"),
        TranslatableField("letter_text"),
        SynchronizedField("originals", overridable=False),
        TranslatableField("copies_to"),
        TranslatableField("print_text"),
        TranslatableField("mail_text"),
        TranslatableField("body"),
    ]

    class Meta:
        verbose_name = _("letter page")
        verbose_name_plural = _("letter pages")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Validate with the text the page has or takes over."""
        self._take_over_original()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Drafts are saved without validation, and yet with something for translators."""
        self._take_over_original()
        super().minimal_clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Tie the page to the letter of its translations, making it on first save.

        Derived from the translation key rather than taken from the field, because publishing an old draft or copying
        the page writes back whatever letter the draft or the original had.
        """
        if not self.alias_of_id:
            template = AppealLetter.objects.filter(pk=self.letter_id).first()
            self.letter = AppealLetter.objects.for_page(self.translation_key, self.title, template)
        super().save(*args, **kwargs)

    def _take_over_original(self) -> None:
        """Where the letter is prepared in the language of the page itself, that is what translators translate."""
        own = self._original_in_own_language
        if own and self.original is None:
            self.subject, self.letter_text = own.subject, own.text

    def findings(self) -> Iterator[Finding]:
        """What only a letter needs before it goes online."""
        if not self.chosen_recipients:
            text = _("Nobody can write yet: choose at least one recipient.")
            yield Finding(text, "recipients", blocks=True)
        if not self.wordings:
            yield Finding(_("Nobody can write yet: enter the text of the letter."), "letter_text", blocks=True)
        for recipient in self.chosen_recipients:
            if recipient.is_check_due:
                yield Finding(_("Check this address: %(recipient)s") % {"recipient": recipient}, "recipients")
        yield from self.findings_on_deadline("letter_settings:edit")
        yield from super().findings()

    @property
    def record(self) -> AppealLetter:
        """The letter, or a blank one while the page has never been saved and is only previewed."""
        return self.letter if self.letter_id else AppealLetter(reference="preview")

    @cached_property
    def chosen_recipients(self) -> list[Recipient]:
        """Those the letter goes to, in the order editors gave them; in the language they were chosen in."""
        return list(dict.fromkeys(row.value for row in self.recipients if row.value))

    @cached_property
    def shown_recipients(self) -> list[tuple[Recipient, Recipient]]:
        """Each chosen recipient with the record whose words the readers of this page see, asked for at once."""
        keys = [recipient.translation_key for recipient in self.chosen_recipients]
        translated = Recipient.objects.filter(locale=self.locale, translation_key__in=keys).select_related("locale")
        by_key = {recipient.translation_key: recipient for recipient in translated}
        return [(recipient, by_key.get(recipient.translation_key, recipient)) for recipient in self.chosen_recipients]

    @cached_property
    def prepared(self) -> list[Wording]:
        """The letter in the languages of its recipients, as editors prepared it."""
        return [Wording(row.value["language"], row.value["subject"], row.value["text"]) for row in self.originals]

    @property
    def _original_in_own_language(self) -> Wording | None:
        own = self.locale.language_code if self.locale_id else ""
        return next((wording for wording in self.prepared if wording.language == own), None)

    @cached_property
    def own_wording(self) -> Wording | None:
        """The letter in the language of the page; None if nobody wrote one."""
        if self._original_in_own_language:
            return self._original_in_own_language
        return Wording(self.locale.language_code, self.subject, self.letter_text) if self.letter_text else None

    @cached_property
    def wordings(self) -> list[Wording]:
        """The letter in every language it may be sent in, the one to offer first first."""
        own = self.own_wording
        is_more = own and own not in self.prepared and (self.record.allows_own_language or not self.prepared)
        return [*self.prepared, *([own] if own and is_more else [])]

    def wording_in(self, language: str) -> Wording | None:
        """The letter in a language, or the first one if it is not prepared in that."""
        found = (wording for wording in self.wordings if wording.language == language)
        return next(found, self.wordings[0] if self.wordings else None)

    @property
    def is_writable(self) -> bool:
        """Whether visitors can write now: it is time, and there are words and somebody to send them to."""
        return self.state in WRITABLE_STATES and bool(self.wordings and self.chosen_recipients)

    @cached_property
    def sent(self) -> int | None:
        """How many letters people say they have sent; None while they are few."""
        number = sent_letters(self.letter) if self.letter_id else 0
        return number if number >= SMALL_NUMBER else None

    @property
    def action_state(self) -> ActionState:
        """The letter as a card shows it. Letters are no signatures, and so their number is not shown as one."""
        tone = "open" if self.state in WRITABLE_STATES else "waiting" if self.state == LetterState.NOT_OPEN else "done"
        return ActionState(label=self.state.label, tone=tone, prompt=ACTION_PROMPTS[self.state])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The letter in its state; the form is the template's to ask for."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "letter": self.record, "state": self.state, "state_text": self.state_text(self.state)}

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The page in its states, and the letter on paper to each recipient."""
        return [
            *super().preview_modes,
            *(
                (f"{ON_PAPER}{recipient.pk}", _("On paper: %(recipient)s") % {"recipient": recipient})
                for recipient in self.chosen_recipients
            ),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """Show the page in a state, or the letter as it is printed."""
        if mode_name.startswith(ON_PAPER):
            for recipient in self.chosen_recipients:
                if mode_name == f"{ON_PAPER}{recipient.pk}":
                    return self._serve_on_paper(recipient)
        return super().serve_preview(request, mode_name)

    def _serve_on_paper(self, recipient: Recipient) -> HttpResponse:
        """The letter as somebody made up would send it, in every language it is prepared in."""
        countries = [row.value["country"] for row in recipient.care_of]
        writer = Writer(
            name="Ada Example",
            country=countries[0] if countries else EXAMPLE_COUNTRY,
            address=("Example Street 1", "12345 Example Town"),
            place="Example Town",
            profession="…",
        )
        letters = [
            finish(wording, writer, recipient.addressee(wording.language, writer.country), timezone.localdate())
            for wording in self.wordings
        ]
        try:
            # A document needs a title, a draft may have none yet.
            printed = print_letters([letter.on_paper(self.title or "…", self.record.layout) for letter in letters])
        except UnprintableText as error:
            return HttpResponse(" ".join(error.characters), content_type="text/plain; charset=utf-8", status=422)
        return HttpResponse(printed.pdf, content_type="application/pdf")
