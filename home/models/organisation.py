"""Who runs the site: name, contact, colour, where to find them elsewhere."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site

from campaigns.countries import country_choices, country_name
from home.addresses import HttpsField
from home.colours import check_accent

NETWORKS = {
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "telegram": "Telegram",
}


@register_setting(icon="group", order=100)
class OrganisationSettings(BaseSiteSetting):
    """The organisation behind a site. The same in all languages; what differs by language is in the site's texts."""

    name = models.CharField(
        pgettext_lazy("of an organisation", "name"),
        max_length=120,
        blank=True,
        help_text=_("As people know you. Stands at the top of every page, in mails and in consent texts."),
    )
    legal_name = models.CharField(
        _("legal name"),
        max_length=200,
        blank=True,
        help_text=_("As registered, with the legal form. Used in the footer."),
    )
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Readable on white and on dark, at a height of 40 pixels."),
    )
    accent_colour = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[check_accent],
        help_text=_(
            "One colour for buttons, links and bars, as # and six digits: #9c2f1f. It must be dark enough for white "
            "text; the shades for dark screens are made from it. Leave empty for the colour Clarion comes with."
        ),
    )

    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True, help_text=_("With country code: +49 69 123456."))
    postal_address = models.TextField(_("postal address"), blank=True, help_text=_("Line by line, as on an envelope."))
    return_address = models.TextField(
        _("return address for paper forms"),
        blank=True,
        help_text=_("Where signed sheets are sent. Empty: the postal address."),
    )
    country = models.CharField(_("country"), max_length=2, blank=True, choices=country_choices)

    mastodon = HttpsField("Mastodon", blank=True, help_text=_("The full address: https://mastodon.social/@name."))
    bluesky = HttpsField("Bluesky", blank=True)
    x = HttpsField("X", blank=True)
    facebook = HttpsField("Facebook", blank=True)
    instagram = HttpsField("Instagram", blank=True)
    youtube = HttpsField("YouTube", blank=True)
    telegram = HttpsField("Telegram", blank=True)

    imprint_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("imprint"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("privacy policy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Linked from every page and beside every form. Choose it in any language: visitors get theirs."),
    )

    donation_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("donation page"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Linked at the foot of every page. Choose it in any language: visitors get theirs."),
    )
    footer_account = models.ForeignKey(
        "donations.BankAccount",
        verbose_name=_("bank account at the foot of pages"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown once a second person has approved its details. Empty: none."),
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("legal_name"), FieldPanel("logo"), FieldPanel("accent_colour")],
            heading=_("Who you are"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("email"),
                FieldPanel("phone"),
                FieldPanel("postal_address"),
                FieldPanel("return_address"),
                FieldPanel("country"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [FieldPanel(network) for network in NETWORKS],
            heading=pgettext_lazy("profiles on other sites", "Elsewhere"),
            classname="collapsed",
        ),
        MultiFieldPanel([PageChooserPanel("imprint_page"), PageChooserPanel("privacy_page")], heading=_("Legal pages")),
        MultiFieldPanel(
            [PageChooserPanel("donation_page", "donations.DonationPage"), FieldPanel("footer_account")],
            heading=_("Donations"),
        ),
    ]

    # Every page shows them.
    select_related = ["logo", "footer_account"]

    class Meta:
        verbose_name = _("organisation")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give the site the organisation's name: mails, consent texts and feeds, which know no settings, use that."""
        super().save(*args, **kwargs)
        Site.objects.filter(pk=self.site_id).update(site_name=self.name)

    @property
    def country_name(self) -> str:
        """The country in the language in use; empty if none is set."""
        return country_name(self.country, get_language() or settings.LANGUAGE_CODE) if self.country else ""

    @property
    def sheets_address(self) -> str:
        """Where paper forms go."""
        return self.return_address or self.postal_address

    @property
    def profiles(self) -> list[tuple[str, str]]:
        """Networks the organisation is found on: name and address."""
        return [(label, getattr(self, network)) for network, label in NETWORKS.items() if getattr(self, network)]
