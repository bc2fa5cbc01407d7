"""The demo's letter: those it goes to, what writers should know, stamps, and the letter in their languages."""

import json
from typing import Any

from wagtail.models import Locale

from campaigns.letters.models import Guidance, Postage, Recipient

from .content import Names, Records, member, read, rows, shared

WORDS = ("office", "salutation", "closing", "note")
ADDRESS = ("postal_address", "country", "email", "fax", "web_form", "checked_on")


def add_recipients(locale: Locale, originals: Records) -> Records:
    """All recipients in one language by name; those of other languages are translations of `originals`."""
    same = shared("recipients")
    found: Records = {}
    for name, words in read(locale.language_code, "recipients").items():
        original = originals.get(name)
        recipient = original.copy_for_translation(locale) if original else Recipient(locale=locale)
        for field in WORDS:
            setattr(recipient, field, words.get(field, ""))
        if original is None:
            for field in ADDRESS:
                if same[name].get(field):
                    setattr(recipient, field, same[name][field])
            recipient.forms_of_address = rows("form", same[name].get("forms", []), name)
        recipient.save()
        found[name] = recipient
    if not originals:
        _show_the_way(found, same)
    return found


def _show_the_way(recipients: Records, same: dict[str, Any]) -> None:
    for name, recipient in recipients.items():
        ways = [
            {"country": country, "through": recipients[through].pk}
            for country, through in same[name].get("care_of", {}).items()
        ]
        recipient.care_of = rows("way", ways, f"{name}/care-of")
        recipient.save()


def add_guidance(locale: Locale, names: Names, originals: Records) -> Records:
    """Warning and advice in one language."""
    found: Records = {}
    for name, words in read(locale.language_code, "guidance").items():
        guidance = originals[name].copy_for_translation(locale) if originals else Guidance(locale=locale)
        guidance.title, guidance.heading, guidance.text = words["title"], words["heading"], names.linked(words["text"])
        guidance.save()
        found[name] = guidance
    return found


def add_postage() -> None:
    """What stamps cost."""
    Postage.objects.bulk_create(Postage(**row) for row in shared("postage")["postage"])


def address_letter(page: Any, recipients: Records, guidance: Records) -> None:
    """Tell the page to whom it goes, and in which languages it is prepared; the same for all its translations."""
    chosen = [member("recipient", recipients[name].pk, f"letter/recipient/{name}") for name in recipients]
    page.recipients = json.dumps(chosen)
    page.originals = rows("letter", shared("letter_texts")["text"], "letter/originals")
    page.safety, page.advice = guidance["safety"], guidance["advice"]
