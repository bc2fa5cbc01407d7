"""An update as a mail: composed once for a language, addressed to one signer after the other. It loads nothing."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from campaigns.languages import is_right_to_left
from campaigns.organisation import organisation_of_site
from campaigns.petitions.mail import link_to
from campaigns.petitions.models import Signature
from campaigns.petitions.tokens import Purpose

from .models import UpdatePage

# Where the links of one signer go. Letters and hyphens only, so that HTML keeps them as they are.
UNSUBSCRIBE, MY = "link-to-unsubscribe", "link-to-my-signature"


@dataclass(frozen=True)
class Letter:
    """A mail in one language, with the places for one signer's links still open."""

    language: str
    subject: str
    text: str
    html: str

    @property
    def is_right_to_left(self) -> bool:
        """Whether the mail is written from right to left."""
        return is_right_to_left(self.language)

    def filled(self, unsubscribe_url: str, my_url: str) -> "Letter":
        """The same with one signer's links."""

        def fill(part: str) -> str:
            return part.replace(UNSUBSCRIBE, unsubscribe_url).replace(MY, my_url)

        return replace(self, text=fill(self.text), html=fill(self.html))


def compose(page: UpdatePage, language: str) -> Letter:
    """The mail about an update for signers of a language; where the page is in another, its words say so."""
    site = page.get_site()
    organisation = organisation_of_site(site)
    name = organisation.name or (site and site.site_name) or settings.WAGTAIL_SITE_NAME
    lines = [line.strip() for line in organisation.postal_address.splitlines()]
    context = {
        "petition_page": page,
        "title": page.title,
        "summary": page.summary,
        "date": page.date,
        "language": language,
        "written_in": page.locale.language_code,
        "page_url": page.full_url or settings.BASE_URL,
        "organisation": name,
        "address": [line for line in lines if line and line != name],
        "unsubscribe_url": UNSUBSCRIBE,
        "my_url": MY,
    }
    with translation.override(language):
        subject = render_to_string("articles/mail/update_subject.txt", context)
        return Letter(
            language,
            subject=" ".join(subject.split()),
            text=render_to_string("articles/mail/update.txt", context).strip() + "\n",
            html=render_to_string("articles/mail/update.html", context),
        )


def sample(page: UpdatePage, language: str) -> Letter:
    """The mail as the sender looks at it: its personal links lead to the home page."""
    return compose(page, language).filled(settings.BASE_URL, settings.BASE_URL)


def message_to(signature: Signature, address: str, letter: Letter) -> EmailMultiAlternatives:
    """The mail to one signer, which they can end by one click of their mail program (RFC 8058)."""
    with translation.override(letter.language):
        unsubscribe_url = link_to("unsubscribe", signature, Purpose.UNSUBSCRIBE)
        my_url = link_to("my", signature, Purpose.MANAGE)
    message = _message(letter.filled(unsubscribe_url, my_url), address)
    message.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def trial_message(page: UpdatePage, language: str, address: str) -> EmailMultiAlternatives:
    """The mail to whoever wants to see it first."""
    return _message(sample(page, language), address)


def _message(letter: Letter, address: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[address],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": letter.language},
    )
    message.attach_alternative(letter.html, "text/html")
    return message
