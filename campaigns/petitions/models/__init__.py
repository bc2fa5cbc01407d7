"""What petitions keep: the petition, its page, signatures, consent, numbers, and mails owed."""

from .consent import ConsentText
from .erasure import Erasure, ErasureKind, Purge
from .exchange import ConsentBasis, Export, ExportFormat, ExportPurpose, Import, ImportState
from .file import PrivateFile, listed, pieces_of, private_storage
from .former_text import FormerText, former_texts
from .handover import Handover, PackState
from .invalidation import INVALIDATED_BY_RULE, INVALIDATION_UNDOABLE, Invalidation, InvalidationState, Rule
from .outbox import BACK_OFF, MAX_MAILS_PER_SIGNATURE, MailKind, MailState, OutgoingMail
from .page import PetitionPage
from .petition import SIGNABLE_STATES, HandoverMode, Outcome, Petition, PetitionState
from .reminder import Reminder
from .sheet import CHECKED_STATES, MOST_LINES, Sheet, SheetState
from .signature import (
    COMMENT_LENGTH,
    COUNTED_STATUSES,
    ERASED_STATUSES,
    ERASED_VALUES,
    NAME_LENGTH,
    PLACE_LENGTH,
    Person,
    Risk,
    Signature,
    SignatureQuerySet,
    Source,
    Status,
    Suppression,
)
from .tally import ShareTally, Tally, TallyEntry
from .text import PetitionText
from .totals import Count, count_signatures, count_signatures_of
from .work import Work, WorkState

__all__ = [
    "BACK_OFF",
    "CHECKED_STATES",
    "COMMENT_LENGTH",
    "COUNTED_STATUSES",
    "ERASED_STATUSES",
    "ERASED_VALUES",
    "INVALIDATED_BY_RULE",
    "INVALIDATION_UNDOABLE",
    "MAX_MAILS_PER_SIGNATURE",
    "MOST_LINES",
    "NAME_LENGTH",
    "PLACE_LENGTH",
    "SIGNABLE_STATES",
    "ConsentBasis",
    "ConsentText",
    "Count",
    "Erasure",
    "ErasureKind",
    "Export",
    "ExportFormat",
    "ExportPurpose",
    "FormerText",
    "Handover",
    "HandoverMode",
    "Import",
    "ImportState",
    "Invalidation",
    "InvalidationState",
    "MailKind",
    "MailState",
    "Outcome",
    "OutgoingMail",
    "PackState",
    "Person",
    "Petition",
    "PetitionPage",
    "PetitionState",
    "PetitionText",
    "PrivateFile",
    "Purge",
    "Reminder",
    "Risk",
    "Rule",
    "ShareTally",
    "Sheet",
    "SheetState",
    "Signature",
    "SignatureQuerySet",
    "Source",
    "Status",
    "Suppression",
    "Tally",
    "TallyEntry",
    "Work",
    "WorkState",
    "count_signatures",
    "count_signatures_of",
    "former_texts",
    "listed",
    "pieces_of",
    "private_storage",
]
