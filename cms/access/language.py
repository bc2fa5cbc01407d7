"""The language of pages around the admin: the one a person has chosen for it, else their browser's."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from wagtail.users.models import UserProfile


def in_interface_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in the language a person chose for the admin; for others in their browser's, if we speak it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with override(_language(request)):
            response = view(request, *args, **kwargs)
            render = getattr(response, "render", None)
            return render() if render else response

    return answer


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return UserProfile.get_for_user(request.user).get_preferred_language()
    spoken = dict(settings.INTERFACE_LANGUAGES)
    wanted = get_language() or settings.LANGUAGE_CODE
    return next((code for code in (wanted, wanted.partition("-")[0]) if code in spoken), settings.LANGUAGE_CODE)
