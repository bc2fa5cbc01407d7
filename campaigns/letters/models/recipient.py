"""Those who are written to: how they are addressed, where letters reach them, and when somebody last made sure."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PreviewableMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.blocks import QuietStreamField
from campaigns.blocks.links import check_https
from campaigns.countries import country_choices
from campaigns.letters.blocks import FormsOfAddressBlock, WaysBlock
from campaigns.letters.composing import Addressee
from campaigns.pages import page_around

CHECKED_WITHIN = datetime.timedelta(days=365)
MOST_LINES = 6


class Visibility(models.TextChoices):
    """Who is told an address."""

    PUBLIC = "public", pgettext_lazy("of an address", "Shown to everybody")
    ON_REQUEST = "on_request", pgettext_lazy("of an address", "Told on request")


def check_lines(address: str) -> None:
    """Refuse an address that does not fit the window of an envelope."""
    if len(address.strip().splitlines()) > MOST_LINES:
        raise ValidationError(_("At most six lines fit into the window of an envelope."))


class RecipientQuerySet(models.QuerySet["Recipient"]):
    """Recipients in the words of the domain."""

    def originals(self) -> Self:
        """Each recipient once, in the language they were first entered in."""
        same = self.model._default_manager.filter(translation_key=models.OuterRef("translation_key"))
        first = same.order_by("pk").values("pk")[:1]
        return self.filter(pk=models.Subquery(first))

    def due_for_check(self, on: datetime.date | None = None) -> Self:
        """Those whose address nobody has checked for a year, or ever."""
        latest = (on or timezone.localdate()) - CHECKED_WITHIN
        return self.originals().filter(models.Q(checked_on__isnull=True) | models.Q(checked_on__lt=latest))


class Recipient(PreviewableMixin, index.Indexed, TranslatableMixin, models.Model):
    """An authority or person written to. Addresses are the same in all languages, words are not."""

    name = models.CharField(
        pgettext_lazy("a person's", "name"),
        max_length=150,
        blank=True,
        help_text=_("Only if letters go to this very person. Office holders change: the office is enough."),
    )
    office = models.CharField(
        _("office"),
        max_length=200,
        blank=True,
        help_text=_("As on the envelope: “The Ambassador of … in …”. Empty for a person without one."),
    )
    salutation = models.CharField(_("salutation"), max_length=150, help_text=_("With its comma: “Your Excellency,”."))
    closing = models.CharField(
        pgettext_lazy("end of a letter", "closing"),
        max_length=150,
        help_text=_("The words above the signature: “Yours faithfully”."),
    )
    note = models.CharField(
        pgettext_lazy("on a recipient", "note"),
        max_length=300,
        blank=True,
        help_text=_("What writers should know about this recipient or address."),
    )
    forms_of_address = QuietStreamField(
        FormsOfAddressBlock(),
        verbose_name=_("forms of address"),
        blank=True,
        help_text=_("For letters in languages that the site itself is not written in. They are not translated."),
    )
    postal_address = models.TextField(
        _("postal address"),
        blank=True,
        validators=[check_lines],
        help_text=_("Line by line, as on an envelope there, without name, office and country."),
    )
    country = models.CharField(_("country"), max_length=2, choices=country_choices)
    visibility = models.CharField(
        pgettext_lazy("of an address", "visibility"),
        max_length=20,
        choices=Visibility.choices,
        default=Visibility.PUBLIC,
        help_text=_("“Told on request”: the address appears on no page and no letter; writers ask you for it."),
    )
    care_of = QuietStreamField(
        WaysBlock(),
        verbose_name=_("ways through somebody else"),
        blank=True,
        help_text=_("Where letters go to an embassy in the writer's country. Writers elsewhere get the address above."),
    )
    email = models.EmailField(_("e-mail"), blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True, help_text=_("With country code: +49 69 123456."))
    web_form = models.URLField(_("web form"), blank=True, validators=[check_https])
    checked_on = models.DateField(
        _("address checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody last compared it with the source. After a year you are reminded."),
    )

    objects = RecipientQuerySet.as_manager()

    never_suggest = ("name", "office", "salutation", "closing")
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("office"),
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("salutation"), FieldPanel("closing")]),
                FieldPanel("forms_of_address"),
            ],
            heading=_("How they are addressed"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("postal_address"),
                FieldRowPanel([FieldPanel("country"), FieldPanel("visibility")]),
                FieldPanel("care_of"),
            ],
            heading=_("Where letters reach them"),
        ),
        MultiFieldPanel([FieldPanel("email"), FieldPanel("fax"), FieldPanel("web_form")], heading=_("Other ways")),
        MultiFieldPanel([FieldPanel("checked_on"), FieldPanel("note")], heading=_("How sure we are")),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("office"),
        index.AutocompleteField("office"),
        index.FilterField("locale_id"),
        index.FilterField("translation_key"),
    ]
    translatable_fields = [
        TranslatableField("name"),
        TranslatableField("office"),
        TranslatableField("salutation"),
        TranslatableField("closing"),
        TranslatableField("note"),
        SynchronizedField("forms_of_address", overridable=False),
        SynchronizedField("postal_address", overridable=False),
        SynchronizedField("country", overridable=False),
        SynchronizedField("visibility", overridable=False),
        SynchronizedField("care_of", overridable=False),
        SynchronizedField("email", overridable=False),
        SynchronizedField("fax", overridable=False),
        SynchronizedField("web_form", overridable=False),
        SynchronizedField("checked_on", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = pgettext_lazy("of a letter", "recipient")
        verbose_name_plural = pgettext_lazy("of letters", "recipients")
        ordering = ["office", "name", "pk"]

    def __str__(self) -> str:
        return ", ".join(self.names)

    def clean(self) -> None:
        """Refuse somebody without a name, a way that leads back, and a check that is still to come."""
        super().clean()
        if not self.names:
            raise ValidationError({"office": _("Enter an office, or the name of a person.")})
        if self.checked_on and self.checked_on > timezone.localdate():
            raise ValidationError({"checked_on": _("This day is still to come. Enter the day you checked.")})
        others = [row.value["through"] for row in self.care_of if row.value["through"]]
        if any(other.translation_key == self.translation_key for other in others):
            raise ValidationError({"care_of": _("Choose somebody else: this is the recipient itself.")})

    @property
    def names(self) -> tuple[str, ...]:
        """Name and office, as far as there are any."""
        return tuple(filter(None, (self.name, self.office)))

    @property
    def is_check_due(self) -> bool:
        """Whether nobody has checked the address for a year, or ever."""
        return self.checked_on is None or timezone.localdate() - self.checked_on > CHECKED_WITHIN

    @property
    def is_public(self) -> bool:
        """Whether everybody may be told the address."""
        return self.visibility == Visibility.PUBLIC

    def addressee(self, language: str, posted_in: str) -> Addressee:
        """The recipient of a letter in a language, by the way it takes from the country it is posted in."""
        names, salutation, closing = self._words_in(language)
        through = self._through(posted_in)
        place = through or self
        if not self.is_public or not place.is_public:
            return Addressee(names, salutation, closing)
        lines = tuple(line.strip() for line in place.postal_address.splitlines() if line.strip())
        if through and lines:
            lines = (f"c/o {lines[0]}", *lines[1:])
        return Addressee(
            names,
            salutation,
            closing,
            address=lines,
            country=place.country,
            email=self.email or place.email,
            fax=self.fax or place.fax,
            web_form=self.web_form or place.web_form,
            checked_on=place.checked_on,
        )

    def _words_in(self, language: str) -> tuple[tuple[str, ...], str, str]:
        """Names, salutation and closing in a language; in the recipient's own where nobody entered that one."""
        for row in self.forms_of_address:
            if row.value["language"] == language:
                names = tuple(line.strip() for line in row.value["addressee"].splitlines() if line.strip())
                return names, row.value["salutation"], row.value["closing"]
        translated = Recipient.objects.filter(translation_key=self.translation_key, locale__language_code=language)
        words = self if self.locale.language_code == language else translated.first() or self
        return words.names, words.salutation, words.closing

    def _through(self, posted_in: str) -> "Recipient | None":
        return next((row.value["through"] for row in self.care_of if row.value["country"] == posted_in), None)

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The envelope, around a page of its language that gives header and footer."""
        language = self.locale.language_code
        countries = [row.value["country"] for row in self.care_of if row.value["through"]]
        return {
            **super().get_preview_context(request, mode_name),
            "page": page_around(self),
            "ways": [(country, self.addressee(language, country)) for country in ["", *countries]],
        }

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """How the recipient is addressed, by every way."""
        return "letters/recipient_preview.html"
