"""Which service an operator chose, and whether they chose it right."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from .engines import DeepL, Engine, LibreTranslate, is_safe_address

DEEPL = "deepl"
LIBRETRANSLATE = "libretranslate"


def engine() -> Engine | None:
    """The service to ask; None where suggestions are off, or set up wrongly."""
    if not _name() or problem():
        return None
    key, url = settings.MACHINE_TRANSLATION_KEY, settings.MACHINE_TRANSLATION_URL.rstrip("/")
    return DeepL(key, url) if _name() == DEEPL else LibreTranslate(url, key)


def problem() -> str:
    """What is wrong with the settings; empty if nothing is. For operators, so in English."""
    name, url = _name(), settings.MACHINE_TRANSLATION_URL
    if not name:
        return ""
    if name not in {DEEPL, LIBRETRANSLATE}:
        return f"MACHINE_TRANSLATION must be “{DEEPL}” or “{LIBRETRANSLATE}”, or not be set."
    if name == DEEPL and not settings.MACHINE_TRANSLATION_KEY:
        return "DeepL needs MACHINE_TRANSLATION_KEY."
    if name == LIBRETRANSLATE and not url:
        return "LibreTranslate needs MACHINE_TRANSLATION_URL."
    if url and not is_safe_address(url):
        return "MACHINE_TRANSLATION_URL must begin with https://, or be within your own network."
    return ""


def check(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """System check: the settings fit, and nothing translates behind people's backs."""
    found: list[CheckMessage] = []
    if problem():
        found.append(Error(problem(), id="translation.E001"))
    if getattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR", None):
        found.append(
            Error(
                "WAGTAILLOCALIZE_MACHINE_TRANSLATOR fills and stores whole pages without anybody reading them.",
                hint="Leave it out and set MACHINE_TRANSLATION, which makes suggestions one by one.",
                id="translation.E002",
            )
        )
    return found


def _name() -> str:
    return settings.MACHINE_TRANSLATION.strip().lower()
