"""Where editors find the texts of the site."""

from wagtail.snippets.models import register_snippet

from .viewsets import SiteTextsViewSet

register_snippet(SiteTextsViewSet)
