"""What a letter's page and card say in each of its states, unless editors write something else."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.actions import StateText

from .letter import LetterState

DEFAULT_STATE_TEXTS: dict[str, StateText] = {
    LetterState.NOT_OPEN: StateText(
        _("This letter cannot be written yet"), _("Come back when it opens. You can read already what it is about.")
    ),
    LetterState.OPEN: StateText(
        pgettext_lazy("heading", "Write the letter"),
        _("The letter is prepared. Make it yours, then print it or send it by mail: it goes out in your name."),
    ),
    LetterState.CLOSING_SOON: StateText(
        _("The last days to write"), _("Letters help only if they arrive in time. Write today.")
    ),
    LetterState.CLOSED: StateText(_("The time to write is over"), _("Thank you to everybody who wrote.")),
    LetterState.ANSWERED: StateText(
        _("There is an answer"), _("Read in the updates what was answered, and what it means.")
    ),
    LetterState.WON: StateText(
        _("What was asked for has been done"), _("Thank you to everybody who wrote. You made the difference.")
    ),
    LetterState.ENDED: StateText(
        _("The letters did not succeed"), _("The campaign goes on, and there are other ways to help.")
    ),
}

ACTION_PROMPTS: dict[str, Promise] = {
    LetterState.NOT_OPEN: pgettext_lazy("link", "Read about the letter"),
    LetterState.OPEN: pgettext_lazy("link", "Write the letter"),
    LetterState.CLOSING_SOON: pgettext_lazy("link", "Write in time"),
    LetterState.CLOSED: pgettext_lazy("link", "See what it was about"),
    LetterState.ANSWERED: pgettext_lazy("link", "Read the answer"),
    LetterState.WON: pgettext_lazy("link", "See what was won"),
    LetterState.ENDED: pgettext_lazy("link", "See what happened"),
}
