"""The way of a letter: written, finished, sent. What was typed travels only in the request that shows the result."""

from .sending import follow_up, sent, short, thanks
from .writing import pdf, plain, preview

__all__ = ["follow_up", "pdf", "plain", "preview", "sent", "short", "thanks"]
