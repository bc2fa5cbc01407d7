"""Where editors find the campaigns."""

from wagtail import hooks

from .viewsets import CampaignListing


@hooks.register("register_admin_viewset")
def campaign_listing() -> CampaignListing:
    return CampaignListing()
