from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    """Signing, confirming, counting, and the people's data that go with it."""

    name = "campaigns.petitions"
    label = "petitions"
    verbose_name = _("Petitions")
