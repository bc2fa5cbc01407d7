"""How the texts of the site are listed and edited."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSet

from home.models import SiteTexts


class SiteTextsViewSet(SnippetViewSet):
    """One entry per language, in the settings menu beside the organisation."""

    model = SiteTexts
    icon = "doc-full"
    menu_label = _("Site texts")
    add_to_settings_menu = True
    list_display = ["__str__", "locale"]
