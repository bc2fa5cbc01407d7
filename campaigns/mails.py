"""Mails by the rules of the house: written once for a language, then filled with the links of one receiver."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from .languages import is_right_to_left


@dataclass(frozen=True)
class Letter:
    """A mail in one language. Links of its receiver may still be open: words of letters and hyphens stand for them."""

    language: str
    subject: str
    text: str
    html: str

    @classmethod
    def write(cls, name: str, language: str, context: Mapping[str, Any]) -> "Letter":
        """Rendered from `{name}_subject.txt`, `{name}.txt` and `{name}.html` in that language."""
        values = {"language": language, **context}
        with translation.override(language):
            return cls(
                language,
                subject=" ".join(render_to_string(f"{name}_subject.txt", values).split()),
                text=render_to_string(f"{name}.txt", values).strip() + "\n",
                html=render_to_string(f"{name}.html", values),
            )

    @property
    def is_right_to_left(self) -> bool:
        """Whether the mail is written from right to left."""
        return is_right_to_left(self.language)

    def filled(self, links: Mapping[str, str]) -> "Letter":
        """The same with links for the words that stand for them."""
        text, html = self.text, self.html
        for place, link in links.items():
            text, html = text.replace(place, link), html.replace(place, link)
        return replace(self, text=text, html=html)

    def message(self, address: str) -> EmailMultiAlternatives:
        """The mail to somebody, ready to be sent; it asks for no answer by a machine."""
        message = EmailMultiAlternatives(
            subject=self.subject,
            body=self.text,
            to=[address],
            headers={"Auto-Submitted": "auto-generated", "Content-Language": self.language},
        )
        message.attach_alternative(self.html, "text/html")
        return message
