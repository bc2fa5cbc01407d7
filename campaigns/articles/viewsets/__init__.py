"""Campaigns and the mailings of their news in the admin."""

from .campaigns import CampaignListing
from .mailings import MailingViewSet, mailing_buttons

__all__ = ["CampaignListing", "MailingViewSet", "mailing_buttons"]
