"""Reads the words of the demo and puts them into the form in which pages keep them."""

import datetime
import json
import re
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "pictures"
LANGUAGES = ("en", "de", "ko", "ar")
# Makes the same place in a page have the same identifier in every language, as translations do.
BLOCK_NAMESPACE = uuid.UUID("5b0f0f7e-3c0e-4b5c-9d0a-6f3f7a3d1c11")
PAGE_LINK = re.compile(r'href="page:([a-z-]+)"')

# Records by what the words call them.
Records = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """What the words call pages, pictures and bank accounts, and the primary keys those have here."""

    pages: dict[str, int]
    pictures: dict[str, int]
    accounts: dict[str, int] = field(default_factory=dict)

    def linked(self, html: str) -> str:
        """Rich text with `page:…` made into links to pages."""
        return PAGE_LINK.sub(lambda found: f'linktype="page" id="{self.pages[found[1]]}"', html)


def read(language: str, name: str) -> dict[str, Any]:
    """The words of one page, or of what stands around all of them (`site`)."""
    return tomllib.loads((CONTENT / language / f"{name}.toml").read_text(encoding="utf-8"))


def shared(name: str) -> dict[str, Any]:
    """What is the same in all languages."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def rows(block: str, values: Sequence[Any], place: str) -> str:
    """Blocks of one kind, as a StreamField stores them."""
    return json.dumps([member(block, value, f"{place}/{block}/{number}") for number, value in enumerate(values)])


def stream(entries: list[dict[str, Any]], names: Names, place: str) -> str:
    """Blocks as a StreamField stores them."""
    return json.dumps(_blocks(entries, names, place))


def chooser_stream(block: str, pages: list[str], names: Names, place: str) -> str:
    """Blocks that choose one page each, as a StreamField stores them."""
    return json.dumps([member(block, names.pages[page], f"{place}/{number}") for number, page in enumerate(pages)])


def link_stream(pages: list[str], names: Names, place: str) -> str:
    """Links to pages, labelled with their titles, as the site's navigation stores them."""
    links = [{"page": names.pages[page], "url": "", "label": ""} for page in pages]
    return json.dumps([member("link", link, f"{place}/{number}") for number, link in enumerate(links)])


def _blocks(entries: list[dict[str, Any]], names: Names, place: str) -> list[dict[str, Any]]:
    members = []
    for number, entry in enumerate(entries):
        fields = {name: _plain(value, names) for name, value in entry.items() if name != "block"}
        here = f"{place}/{number}"
        members.append(member(entry["block"], _value(entry["block"], fields, names, here), here))
    return members


def _value(block: str, fields: dict[str, Any], names: Names, place: str) -> Any:
    changed: dict[str, Any] = {}
    match block:
        case "paragraph":
            return fields["text"]
        case "image":
            picture = names.pictures[fields.pop("picture")]
            changed["image"] = {"image": picture, "alt_text": fields.pop("alt"), "decorative": False}
        case "action":
            changed["page"] = names.pages[fields["page"]]
        case "donation_box":
            chosen = [names.accounts[name] for name in fields["accounts"]]
            changed["accounts"] = [member("account", account, f"{place}/{n}") for n, account in enumerate(chosen)]
        case "columns":
            changed = {side: _blocks(fields[side], names, f"{place}/{side}") for side in ("first", "second")}
        case "sources":
            changed["entries"] = [member("item", entry, f"{place}/{n}") for n, entry in enumerate(fields["entries"])]
    return {**fields, **changed}


def member(block: str, value: Any, place: str) -> dict[str, Any]:
    """One block of a stream; the same place has the same identifier in every language."""
    return {"type": block, "value": value, "id": str(uuid.uuid5(BLOCK_NAMESPACE, place))}


def _plain(value: Any, names: Names) -> Any:
    """A value from the file in the words of JSON; dates inside columns are left for their own blocks."""
    match value:
        case datetime.date():
            return value.isoformat()
        case str():
            return names.linked(value)
        case list() if value and isinstance(value[0], dict) and "block" not in value[0]:
            return [{name: _plain(part, names) for name, part in entry.items()} for entry in value]
        case _:
            return value
