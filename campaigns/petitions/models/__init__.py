"""What petitions keep: the petition, its page, signatures, consent, numbers, and mails owed."""

from .consent import ConsentText
from .outbox import MAX_MAILS_PER_SIGNATURE, MailKind, MailState, OutgoingMail
from .page import PetitionPage
from .petition import SIGNABLE_STATES, HandoverMode, Outcome, Petition, PetitionState
from .sheet import MOST_LINES, Sheet, SheetState
from .signature import COUNTED_STATUSES, ERASED_STATUSES, Person, Risk, Signature, Source, Status, Suppression
from .tally import Tally, TallyEntry
from .totals import Count, count_signatures

__all__ = [
    "COUNTED_STATUSES",
    "ERASED_STATUSES",
    "MAX_MAILS_PER_SIGNATURE",
    "MOST_LINES",
    "SIGNABLE_STATES",
    "ConsentText",
    "Count",
    "HandoverMode",
    "MailKind",
    "MailState",
    "Outcome",
    "OutgoingMail",
    "Person",
    "Petition",
    "PetitionPage",
    "PetitionState",
    "Risk",
    "Sheet",
    "SheetState",
    "Signature",
    "Source",
    "Status",
    "Suppression",
    "Tally",
    "TallyEntry",
    "count_signatures",
]
