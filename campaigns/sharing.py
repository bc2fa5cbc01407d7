"""Links by which visitors pass a page on: plain addresses, so that no network learns of a visit before the click."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class ShareLink:
    """One way to pass a page on."""

    network: str
    label: str | Promise
    url: str


@dataclass(frozen=True)
class Network:
    """A network, how its share address is made from address and text, and the languages it is offered in."""

    name: str
    label: str | Promise
    address: Callable[[str, str], str]
    languages: frozenset[str] = frozenset()

    def is_offered_in(self, language: str) -> bool:
        """Whether readers of a language use it; most are offered in all."""
        return not self.languages or language in self.languages


def _escaped(text: str) -> str:
    return quote(text, safe="")


def _message(url: str, text: str) -> str:
    """Text and address as one message, the address last so that it stays whole."""
    return _escaped(f"{text}\n{url}")


def _mail(url: str, text: str) -> str:
    body = f"{text}\r\n\r\n{url}"
    return f"mailto:?subject={_escaped(text[:120])}&body={_escaped(body)}"


# In the order they are shown. Forms as the networks document them.
NETWORKS = (
    Network("whatsapp", "WhatsApp", lambda url, text: f"https://wa.me/?text={_message(url, text)}"),
    Network("email", pgettext_lazy("way to share", "E-mail"), _mail),
    Network(
        "telegram", "Telegram", lambda url, text: f"https://t.me/share/url?url={_escaped(url)}&text={_escaped(text)}"
    ),
    Network(
        "sms", pgettext_lazy("way to share", "Text message"), lambda url, text: f"sms:?&body={_message(url, text)}"
    ),
    Network("facebook", "Facebook", lambda url, text: f"https://www.facebook.com/sharer/sharer.php?u={_escaped(url)}"),
    Network("bluesky", "Bluesky", lambda url, text: f"https://bsky.app/intent/compose?text={_message(url, text)}"),
    Network("threads", "Threads", lambda url, text: f"https://www.threads.net/intent/post?text={_message(url, text)}"),
    Network("x", "X", lambda url, text: f"https://x.com/intent/post?text={_escaped(text)}&url={_escaped(url)}"),
    Network(
        "linkedin", "LinkedIn", lambda url, text: f"https://www.linkedin.com/sharing/share-offsite/?url={_escaped(url)}"
    ),
    Network(
        "line",
        "LINE",
        lambda url, text: f"https://social-plugins.line.me/lineit/share?url={_escaped(url)}",
        languages=frozenset({"ja", "th", "zh-hant"}),
    ),
)


def share_links(url: str, text: str, language: str) -> list[ShareLink]:
    """The ways to pass an address on with a text, for readers of a language."""
    return [
        ShareLink(network.name, network.label, network.address(url, text))
        for network in NETWORKS
        if network.is_offered_in(language)
    ]
