"""What must not be off in production."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name


@register(Tags.security, deploy=True)
def second_factor_is_required(**_options: Any) -> list[CheckMessage]:
    """Names of people must not hang on a password."""
    if settings.REQUIRE_SECOND_FACTOR and settings.CONFIRM_IDENTITY:
        return []
    return [
        Warning(
            "A password alone opens the admin, names of signers included.",
            hint="Take REQUIRE_SECOND_FACTOR out of the environment.",
            id="access.W001",
        )
    ]
