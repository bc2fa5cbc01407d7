from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DonationsConfig(AppConfig):
    """Bank accounts: how they are entered, approved by a second person, and shown so that nobody has to type."""

    name = "campaigns.donations"
    label = "donations"
    verbose_name = _("Donations")
