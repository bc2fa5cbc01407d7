"""Campaigns as readers meet them, and the mailing of their news."""

from .mailing import ENDED_STATES, LEASE, Delivery, DeliveryState, Mailing, MailingState, PauseReason
from .pages import CampaignIndexPage, CampaignPage, UpdatePage, today, with_actions

__all__ = [
    "ENDED_STATES",
    "LEASE",
    "CampaignIndexPage",
    "CampaignPage",
    "Delivery",
    "DeliveryState",
    "Mailing",
    "MailingState",
    "PauseReason",
    "UpdatePage",
    "today",
    "with_actions",
]
