"""What may be done with letters in the admin."""

from campaigns.permissions import RestrictedPolicy

from .models import AppealLetter

# A letter comes with its page and stays as long as numbers hang on it.
letter_policy = RestrictedPolicy(AppealLetter, frozenset({"view", "change"}))
