"""Where editors find the texts of the site, and how links in formatted text find their page."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from .page_links import PageLinks
from .viewsets import SiteTextsViewSet

register_snippet(SiteTextsViewSet)


@hooks.register("register_rich_text_features", order=1)
def lead_to_pages(features: FeatureRegistry) -> None:
    """In place of Wagtail's own handler, which is registered before."""
    features.register_link_type(PageLinks)
