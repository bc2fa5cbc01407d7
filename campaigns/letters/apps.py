from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    """Appeal letters: to whom, in which words, and how they are finished and sent."""

    name = "campaigns.letters"
    label = "letters"
    verbose_name = _("Letters")
