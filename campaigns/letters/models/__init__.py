"""What letters keep: the letter, its page, recipients, guidance, postage, and how many say they have sent one."""

from .guidance import Guidance
from .letter import WRITABLE_STATES, AppealLetter, Kind, LetterOutcome, LetterState
from .page import AppealLetterPage
from .postage import Postage
from .recipient import CHECKED_WITHIN, Recipient, Visibility
from .tally import SentTally, sent_letters

__all__ = [
    "CHECKED_WITHIN",
    "WRITABLE_STATES",
    "AppealLetter",
    "AppealLetterPage",
    "Guidance",
    "Kind",
    "LetterOutcome",
    "LetterState",
    "Postage",
    "Recipient",
    "SentTally",
    "Visibility",
    "sent_letters",
]
