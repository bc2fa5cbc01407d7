"""An update as a mail: composed once for a language, addressed to one signer after the other. It loads nothing."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation

from campaigns.mails import Letter
from campaigns.organisation import organisation_of_site
from campaigns.petitions.mail import link_to
from campaigns.petitions.models import Signature
from campaigns.petitions.tokens import Purpose

from .models import UpdatePage

# Where the links of one signer go. Letters and hyphens only, so that HTML keeps them as they are.
UNSUBSCRIBE, MY = "link-to-unsubscribe", "link-to-my-signature"


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
        "written_in": page.locale.language_code,
        "page_url": page.full_url or settings.BASE_URL,
        "organisation": name,
        "address": [line for line in lines if line and line != name],
        "unsubscribe_url": UNSUBSCRIBE,
        "my_url": MY,
    }
    return Letter.write("articles/mail/update", language, context)


def sample(page: UpdatePage, language: str) -> Letter:
    """The mail as the sender looks at it: its personal links lead to the home page."""
    return compose(page, language).filled({UNSUBSCRIBE: settings.BASE_URL, MY: settings.BASE_URL})


def message_to(signature: Signature, address: str, letter: Letter) -> EmailMultiAlternatives:
    """The mail to one signer, which they can end by one click of their mail program (RFC 8058)."""
    with translation.override(letter.language):
        unsubscribe_url = link_to("unsubscribe", signature, Purpose.UNSUBSCRIBE)
        my_url = link_to("my", signature, Purpose.MANAGE)
    message = letter.filled({UNSUBSCRIBE: unsubscribe_url, MY: my_url}).message(address)
    message.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def trial_message(page: UpdatePage, language: str, address: str) -> EmailMultiAlternatives:
    """The mail to whoever wants to see it first."""
    return sample(page, language).message(address)
