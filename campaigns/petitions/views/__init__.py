"""The visitor's way: sign, confirm, and what a signer may do afterwards. Thin: values in, use case, page out."""

from .petition import count, form, resend, sent, short, sign, sign_at_once, thanks
from .signer import confirm, deny, my, my_download
from .unsubscribing import unsubscribe

__all__ = [
    "confirm",
    "count",
    "deny",
    "form",
    "my",
    "my_download",
    "resend",
    "sent",
    "short",
    "sign",
    "sign_at_once",
    "thanks",
    "unsubscribe",
]
