"""What a stamp costs, by the country a letter is posted in."""

import datetime

from babel.numbers import format_currency
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from campaigns.countries import country_choices, country_name
from campaigns.languages import cldr_locale


class PostageQuerySet(models.QuerySet["Postage"]):
    """Prices by when they hold."""

    def current(self, country: str, on: datetime.date | None = None) -> "Postage | None":
        """The newest price in force on a day, today by default."""
        return self.filter(country=country, valid_from__lte=on or timezone.localdate()).order_by("-valid_from").first()


class Postage(models.Model):
    """The price of a basic letter, at home and abroad, from a day on."""

    country = models.CharField(_("posted in"), max_length=2, choices=country_choices)
    grams = models.PositiveSmallIntegerField(
        _("up to this weight, in grams"), default=20, validators=[MinValueValidator(1)]
    )
    currency = models.CharField(_("currency"), max_length=3, help_text=_("Its three letters: EUR, CHF, KRW."))
    domestic = models.DecimalField(
        _("price within the country"), max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    foreign = models.DecimalField(
        _("price abroad"), max_digits=9, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    valid_from = models.DateField(_("valid from"), help_text=_("Shown with the price. Add a new row when it changes."))

    objects = PostageQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("valid_from")]),
        FieldRowPanel([FieldPanel("grams"), FieldPanel("currency")]),
        FieldRowPanel([FieldPanel("domestic"), FieldPanel("foreign")]),
    ]

    class Meta:
        verbose_name = _("postage")
        verbose_name_plural = _("postage")
        ordering = ["country", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "valid_from"],
                name="postage_once_per_country_and_day",
                violation_error_message=_("There is a price from this day on already: change that one."),
            )
        ]

    def __str__(self) -> str:
        return f"{country_name(self.country, get_language() or settings.LANGUAGE_CODE)}, {self.valid_from}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Currencies are named in capitals."""
        self.currency = self.currency.upper()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def price_to(self, destination: str) -> str:
        """What a letter to that country costs, as the language in use writes it; empty where nobody entered it."""
        price = self.domestic if destination == self.country else self.foreign
        if price is None:
            return ""
        return format_currency(price, self.currency, locale=cldr_locale(get_language() or settings.LANGUAGE_CODE))
