"""Asking a service about a unit, and looking at what it says."""

import logging
from collections import Counter

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation, TranslationContext

from campaigns.languages import language_name
from cms.translation.units import Unit, check_text

from .closed import is_closed
from .configuration import engine
from .engines import Failed, Failure

logger = logging.getLogger(__name__)

LONGEST = 5000


class NoSuggestion(Exception):
    """There is no suggestion, for the reason the message gives, in the language of whoever asked."""


def is_available(translation: Translation) -> bool:
    """Whether suggestions can be had for a translation."""
    return engine() is not None and translation.source.locale_id != translation.target_locale_id


def suggest(translation: Translation, unit: Unit) -> str:
    """A machine's translation of a unit, not stored anywhere. Raises NoSuggestion."""
    service = engine()
    if service is None:
        raise NoSuggestion(_("Machine suggestions are turned off."))
    if _is_left_to_people(translation, unit):
        raise NoSuggestion(_("Names, titles, laws and letters are not given to machines: look up the right wording."))
    if len(unit.source) > LONGEST:
        raise NoSuggestion(_("This text is too long for a suggestion."))
    source, target = translation.source.locale.language_code, translation.target_locale.language_code
    try:
        text = service.translate(unit.source, source, target, is_html=unit.is_html)
    except Failed as error:
        # Never what was asked or answered: it may be a draft.
        logger.warning("%s gave no suggestion: %s", service.name, error.failure.name)
        raise NoSuggestion(_reason(error.failure, service.name, target)) from None
    return _checked(unit, text, service.name)


def _is_left_to_people(translation: Translation, unit: Unit) -> bool:
    model = translation.source.specific_content_type.model_class()
    context = TranslationContext.objects.filter(pk=unit.context_id).first()
    path = (context.field_path or context.path) if context else unit.path
    return model is None or is_closed(model, path)


def _reason(failure: Failure, service: str, language: str) -> str:
    match failure:
        case Failure.KEY:
            return _("%(service)s does not accept our key. Tell whoever runs this site.") % {"service": service}
        case Failure.QUOTA:
            return _("%(service)s takes no more texts for now. Try again later.") % {"service": service}
        case Failure.LANGUAGE:
            return _("%(service)s does not know this language: %(language)s.") % {
                "service": service,
                "language": language_name(language),
            }
        case Failure.ANSWER:
            return _("%(service)s gave an answer that cannot be used.") % {"service": service}
        case _:
            return _("%(service)s does not answer. Try again later.") % {"service": service}


def _checked(unit: Unit, text: str, service: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text or "\0" in text:
        raise NoSuggestion(_reason(Failure.ANSWER, service, ""))
    if not unit.is_html:
        return text
    try:
        check_text(unit, text)
    except ValidationError:
        is_whole = False
    else:
        is_whole = _tags(text) == _tags(unit.source)
    if not is_whole:
        raise NoSuggestion(_("%(service)s lost the links or the emphasis of this text.") % {"service": service})
    return str(BeautifulSoup(text, "html.parser"))


def _tags(text: str) -> Counter[tuple[str, str]]:
    return Counter((tag.name, str(tag.get("id", ""))) for tag in BeautifulSoup(text, "html.parser").find_all(True))
