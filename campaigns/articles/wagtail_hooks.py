"""Where editors find the campaigns and the mailings of their news."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from .history import register_actions
from .models import Mailing
from .permissions import mailing_policy
from .viewsets import CampaignListing, MailingViewSet, mailing_buttons

register_permission_policy(Mailing, mailing_policy)
hooks.register("register_log_actions", register_actions)
hooks.register("register_page_header_buttons", mailing_buttons)
hooks.register("register_page_listing_more_buttons", mailing_buttons)


@hooks.register("register_admin_viewset")
def campaign_listing() -> CampaignListing:
    return CampaignListing()


@hooks.register("register_admin_viewset")
def mailings() -> MailingViewSet:
    return MailingViewSet()
