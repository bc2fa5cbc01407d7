"""Development's mailbox: every mail becomes an `.eml` file, readable in the browser at /mails/.

Wired in by cms/urls.py only where DEBUG is on and this backend is chosen (`is_in_use`).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.decorators import csp_exempt, csp_update
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin

BACKEND = "cms.mailbox.MailboxBackend"
MAILS_LISTED = 200
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)


class MailboxBackend(BaseEmailBackend):
    """Writes mails into MAILBOX_DIR instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAILBOX_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(3)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """One mail as it is shown: what it says, and to whom."""

    name: str
    subject: str
    sender: str
    recipients: str
    sent_at: datetime | None
    text: str
    html: str


def is_in_use() -> bool:
    """Whether mails go into this mailbox, and may be shown to whoever asks."""
    return settings.DEBUG and settings.EMAIL_BACKEND == BACKEND


def read_mail(file: Path) -> Mail:
    """Reads one `.eml` file."""
    message = message_from_bytes(file.read_bytes(), policy=policy.default)
    return Mail(
        name=file.stem,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        recipients=str(message["To"] or ""),
        sent_at=parsedate_to_datetime(message["Date"]) if message["Date"] else None,
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: ParsedMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    return body.get_content() if body else ""


def mail_files() -> list[Path]:
    """The files, newest first; their names begin with the time."""
    return sorted(Path(settings.MAILBOX_DIR).glob("*.eml"), reverse=True)


def _find(name: str) -> Path:
    for file in mail_files():
        if file.stem == name:
            return file
    raise Http404(name)


def show_list(request: HttpRequest) -> HttpResponse:
    """All mails, newest first."""
    files = mail_files()
    context = {"mails": [read_mail(file) for file in files[:MAILS_LISTED]], "total": len(files)}
    return render(request, "mailbox/list.html", context)


@csp_update({"frame-src": ["'self'"]})
def show_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail: its text, and its HTML part in a frame."""
    return render(request, "mailbox/mail.html", {"mail": read_mail(_find(name))})


@xframe_options_sameorigin
@csp_exempt()
def show_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML part as it came; it can run nothing and load nothing."""
    return HttpResponse(read_mail(_find(name)).html, headers={"Content-Security-Policy": HTML_POLICY})


def download(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as it would have been sent."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.eml"'}
    return HttpResponse(_find(name).read_bytes(), content_type="message/rfc822", headers=headers)


app_name = "mailbox"
urlpatterns: list[URLPattern] = [
    path("", show_list, name="list"),
    path("<slug:name>/", show_mail, name="mail"),
    path("<slug:name>/html/", show_html, name="html"),
    path("<slug:name>/source/", download, name="source"),
]
