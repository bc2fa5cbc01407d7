"""Mails to signers: in their language, in text and HTML, with nothing in them that anybody typed."""

from functools import cache
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation

from campaigns.mails import Letter

from .models import MailKind, PetitionPage, Signature
from .tokens import Purpose, make_token

PERMANENT_REFUSAL = range(500, 600)
# Where the links of one signer go, the view each of them leads to, and what it is good for.
LINKS = {
    "link-to-confirm": ("confirm", Purpose.CONFIRM),
    "link-to-deny": ("deny", Purpose.DENY),
    "link-to-my-signature": ("my", Purpose.MANAGE),
}


def page_for(petition_id: int, language: str) -> PetitionPage | None:
    """The page of a petition in a signer's language, or any live one if that is gone."""
    pages = PetitionPage.objects.filter(petition=petition_id).select_related("locale", "petition")
    pages = pages.order_by("-live", "pk")
    return pages.filter(locale__language_code=language).first() or pages.first()


def link_to(name: str, signature: Signature, purpose: Purpose) -> str:
    """The address of a signer's own page, in the language in use."""
    path = reverse(f"petitions:{name}", args=[signature.petition.reference, make_token(purpose, signature.public_id)])
    return settings.BASE_URL + path


class Writer:
    """Writes mails to signers: each letter once for a petition and language, then filled for one after the other."""

    def __init__(self) -> None:
        self._letter = cache(self._write)

    def mail_to(self, signature: Signature, kind: MailKind) -> EmailMultiAlternatives | None:
        """The mail ready to send; None if its signer was erased, or no page tells any more what it would be about."""
        person = signature.person
        letter = self._letter(signature.petition_id, signature.language, kind)
        if person is None or letter is None:
            return None
        with translation.override(signature.language):
            links = {place: link_to(view, signature, purpose) for place, (view, purpose) in LINKS.items()}
        return letter.filled(links).message(person.email)

    def _write(self, petition_id: int, language: str, kind: MailKind) -> Letter | None:
        page = page_for(petition_id, language)
        if page is None:
            return None
        site = page.get_site()
        context = {
            "title": page.title,
            # Not “page”: a mail is in the signer's language, the page may be in another by now.
            "petition_page": page,
            "organisation": site.site_name if site and site.site_name else settings.WAGTAIL_SITE_NAME,
            "is_confirmable": page.petition.accepts_confirmations(),
            "page_url": settings.BASE_URL + reverse("petition_short_link", args=[page.petition.reference]),
            **{f"{view}_url": place for place, (view, _purpose) in LINKS.items()},
        }
        return Letter.write(f"petitions/mail/{kind}", language, context)


def is_permanent(error: Exception) -> bool:
    """Whether the server refused the mailbox itself for good."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code in PERMANENT_REFUSAL for code, _reason in error.recipients.values())
