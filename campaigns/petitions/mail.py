"""Mails to signers: in their language, in text and HTML, with nothing in them that anybody typed."""

import logging
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from .models import MailKind, MailState, OutgoingMail, PetitionPage, Signature
from .tokens import Purpose, make_token

logger = logging.getLogger(__name__)
PERMANENT_REFUSAL = range(500, 600)


def page_for(signature: Signature) -> PetitionPage | None:
    """The page a signer signed on, or any live one of the petition if theirs is gone."""
    pages = (
        PetitionPage.objects.filter(petition=signature.petition_id)
        .select_related("locale", "petition")
        .order_by("-live", "pk")
    )
    return pages.filter(locale__language_code=signature.language).first() or pages.first()


def link_to(name: str, signature: Signature, purpose: Purpose) -> str:
    """The address of a signer's own page, in the language in use."""
    path = reverse(f"petitions:{name}", args=[signature.petition.reference, make_token(purpose, signature.public_id)])
    return settings.BASE_URL + path


def _context(signature: Signature, page: PetitionPage) -> dict[str, Any]:
    site = page.get_site()
    return {
        "title": page.title,
        # Not “page”: a mail is in the signer's language, the page may be in another by now.
        "petition_page": page,
        "organisation": site.site_name if site and site.site_name else settings.WAGTAIL_SITE_NAME,
        "language": signature.language,
        "is_confirmable": signature.petition.accepts_confirmations(),
        "page_url": settings.BASE_URL + reverse("petition_short_link", args=[signature.petition.reference]),
        "confirm_url": link_to("confirm", signature, Purpose.CONFIRM),
        "deny_url": link_to("deny", signature, Purpose.DENY),
        "my_url": link_to("my", signature, Purpose.MANAGE),
    }


def compose(kind: MailKind, signature: Signature, page: PetitionPage, address: str) -> EmailMultiAlternatives:
    """The mail ready to send; every word of it is ours or an editor's."""
    with translation.override(signature.language):
        context = _context(signature, page)
        subject = render_to_string(f"petitions/mail/{kind}_subject.txt", context)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string(f"petitions/mail/{kind}.txt", context).strip() + "\n",
            to=[address],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": signature.language},
        )
        message.attach_alternative(render_to_string(f"petitions/mail/{kind}.html", context), "text/html")
    return message


def deliver(mail_id: int, at: datetime | None = None) -> bool:
    """Send one mail if it is due and nobody else is sending it; True once the mail server has taken it.

    A server that cannot be reached, or that says "later", puts the mail back with growing pauses for a week.
    """
    at = at or timezone.now()
    if not OutgoingMail.objects.claim(mail_id, at):
        return False
    mail = OutgoingMail.objects.select_related("signature__petition").get(pk=mail_id)
    person, page = mail.signature.person, page_for(mail.signature)
    if person is None or page is None:
        mail.state = MailState.REFUSED
        mail.save(update_fields=["state"])
        return False
    try:
        compose(MailKind(mail.kind), mail.signature, page, person.email).send()
    except (SMTPException, OSError) as error:
        _put_back(mail, error, at)
        return False
    mail.state, mail.sent_at = MailState.SENT, timezone.now()
    mail.save(update_fields=["state", "sent_at"])
    return True


def is_permanent(error: Exception) -> bool:
    """Whether the server refused the mailbox itself for good."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code in PERMANENT_REFUSAL for code, _reason in error.recipients.values())


def _put_back(mail: OutgoingMail, error: Exception, at: datetime) -> None:
    """Plan the next attempt. The log gets the kind of error only: its text may hold the address."""
    again = None if is_permanent(error) else mail.next_attempt(at)
    if again is None:
        mail.state = MailState.REFUSED
    else:
        mail.not_before = again
    mail.save(update_fields=["state", "not_before"])
    logger.warning("Mail %s was not taken (%s, attempt %s)", mail.pk, type(error).__name__, mail.attempts)
