from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    """Campaigns, told: their list, their articles, their news."""

    name = "campaigns.articles"
    label = "articles"
    verbose_name = _("Campaigns")
