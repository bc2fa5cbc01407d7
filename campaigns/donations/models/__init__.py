"""What is kept of donations: accounts, what identifies them with who entered and who approved it, and the page."""

from .account import CHECKED_WITHIN, BankAccount
from .details import BankDetails, DetailsState, Identification, RoutingKind
from .page import DonationPage

__all__ = [
    "CHECKED_WITHIN",
    "BankAccount",
    "BankDetails",
    "DetailsState",
    "DonationPage",
    "Identification",
    "RoutingKind",
]
