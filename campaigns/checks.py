"""What speaks against publishing a page, and what would make it better: said beforehand, with the place to mend it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from .countries import country_names
from .languages import language_name

# What ends like the name of a file, names cameras and programs give, words with underscores: read by Python, and by
# the script of Wagtail's content checks, too.
FILE_NAMES = (
    r"\.(avif|gif|heic|jpe?g|png|svg|tiff?|webp)$|^(img|image|dsc[nf]?|pxl|photo|picture|screenshot)?[-_ ]?\d+$|_"
)
BUDGET = 80_000
# What a phone loads before anybody scrolls: frame and style as they come over the line, the picture on top at
# 800 × 450 and a tenth of a byte per pixel. Pictures further down are loaded when somebody gets there.
FRAME_WEIGHT = 24_000
PICTURE_WEIGHT = 36_000
SHRINKS_TO = 0.4


@dataclass(frozen=True)
class Finding:
    """One thing to mend before a page is published: what is wrong and how to mend it, in one text, and where.

    The place is a field of the edit form, a block in it, or another address in the admin. What `blocks` keeps the
    page from being published; everything else is advice.
    """

    text: str | Promise
    field: str = ""
    block: str = ""
    url: str = ""
    blocks: bool = False

    @property
    def href(self) -> str:
        """Where it is mended; the id of a field's label and of a block are Wagtail's."""
        if self.url or not self.field:
            return self.url
        return f"#block-{self.block}-section" if self.block else f"#id_{self.field}-label"


def place_of(stream_field: str) -> dict[str, str]:
    """Attributes for the panel of a stream of blocks within a group: it has no label that could be led to."""
    return {"id": f"id_{stream_field}-label"}


class NotReady(ValidationError):
    """A page cannot be published as it is."""

    def __init__(self, page: Page, findings: Iterable[Finding]) -> None:
        self.page = page
        super().__init__([finding.text for finding in findings])


class FindingsPanel(Panel):
    """The findings on the newest draft of a page, as it is stored."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "components/admin/findings.html"

        def is_shown(self) -> bool:
            """A page that was never saved has nothing to look at yet."""
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The findings, those that keep the page offline first."""
            findings = sorted(self.instance.findings(), key=lambda finding: not finding.blocks)
            return {**super().get_context_data(parent_context), "findings": findings}


def looks_like_file_name(text: str) -> bool:
    """Whether a description of a picture is what its file is called rather than what it shows."""
    return bool(re.search(FILE_NAMES, text.strip(), re.IGNORECASE))


def looks_like_a_name(text: str, language: str) -> bool:
    """Whether two words in a row, after the first one, are written large as names are; names of countries aside.

    A guess, and none at all in scripts that know no capital letters.
    """
    for country in country_names(language).values():
        text = text.replace(country, "")
    words = text.split()
    return any(_is_capitalised(word) and _is_capitalised(following) for word, following in pairwise(words[1:]))


def _is_capitalised(word: str) -> bool:
    bare = word.strip("“”„«»‹›\"'‘’.,:;!?()")
    return len(bare) > 1 and bare[0].isupper() and not bare.isupper()


@dataclass(frozen=True)
class Described:
    """A picture in the text: how it is described, and in which block."""

    text: str
    field: str
    block: str


def pictures_in(page: Page) -> Iterator[Described]:
    """The pictures in the texts of a page that are not marked as decoration; asks the database for nothing."""
    for field in _fields(page, StreamField):
        for block in _blocks(field.value_from_object(page).raw_data):
            image = block["value"].get("image") if isinstance(block["value"], dict) else None
            if isinstance(image, dict) and image.get("image") and not image.get("decorative"):
                yield Described(image.get("alt_text") or "", field.name, block["id"])


def _blocks(rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The blocks of a stream as they are stored, and those within them."""
    for row in rows:
        yield {"id": row.get("id") or "", "value": row.get("value")}
        yield from _blocks(_within(row.get("value")))


def _within(value: Any) -> Iterator[Any]:
    values = value.values() if isinstance(value, dict) else [value]
    for part in values:
        if isinstance(part, list):
            yield from (row for row in part if isinstance(row, dict) and "value" in row)


@dataclass(frozen=True)
class Link:
    """Where a page leads to another one, and from which field and block."""

    target: int
    field: str
    block: str


def links_in(page: Page) -> list[Link]:
    """The other pages that the texts and choosers of a page lead to, in the order of its fields."""
    found = []
    for field in _fields(page, (StreamField, RichTextField)):
        for model, target, _model_path, content_path in field.extract_references(field.value_from_object(page)):
            if issubclass(model, Page):
                block = content_path.split(".")[0] if isinstance(field, StreamField) else ""
                found.append(Link(int(target), field.name, block))
    return found


def broken_links(page: Page) -> list[Link]:
    """Those that lead to a page which is not online, or not there any more."""
    links = links_in(page)
    online = set(Page.objects.live().filter(pk__in={link.target for link in links}).values_list("pk", flat=True))
    return [link for link in links if link.target not in online]


def weight_of(page: Page, has_picture: bool) -> int:
    """About how many bytes a visitor loads before they scroll."""
    stored = [str(list(field.value_from_object(page).raw_data)) for field in _fields(page, StreamField)]
    typed = [str(field.value_from_object(page)) for field in _fields(page, RichTextField)]
    text = sum(len(text.encode()) for text in stored + typed) * SHRINKS_TO
    return int(FRAME_WEIGHT + text + (PICTURE_WEIGHT if has_picture else 0))


def _fields(page: Page, kinds: Any) -> list[Any]:
    fields: list[models.Field] = [field for field in page._meta.get_fields() if isinstance(field, kinds)]
    return fields


def findings_on_pictures(page: Any) -> Iterator[Finding]:
    """Pictures for those who do not see them."""
    if page.picture_id and not page.picture_alt:
        yield Finding(
            _("The picture on top has no description: say what it shows, unless it is only decoration."),
            "picture_alt",
        )
    if looks_like_file_name(page.picture_alt):
        yield Finding(
            _("“%(text)s” looks like the name of a file: say what the picture shows.") % {"text": page.picture_alt},
            "picture_alt",
        )
    for picture in pictures_in(page):
        if not picture.text:
            text = _("A picture in the text has no description: say what it shows, or mark it as decorative.")
            yield Finding(text, picture.field, picture.block)
        elif looks_like_file_name(picture.text):
            text = _("“%(text)s” looks like the name of a file: say what the picture shows.")
            yield Finding(text % {"text": picture.text}, picture.field, picture.block)


def findings_on_words(page: Any) -> Iterator[Finding]:
    """What others show of the page, where it leads, and how much of it there is."""
    if not page.description:
        yield Finding(_("Search engines and previews have nothing to show: write a summary."), "summary")
    if not page.share_text:
        yield Finding(_("There is no text for sharing: write what somebody would tell a friend."), "share_text")
    for link in broken_links(page):
        text = _("A link leads to a page that is not online: publish that page, or take the link out.")
        yield Finding(text, link.field, link.block)
    weight = weight_of(page, bool(page.picture_id))
    if weight > BUDGET:
        yield Finding(
            _(
                "The page weighs about %(weight)d kB before anybody scrolls, more than %(most)d: many visitors "
                "have a bad line. Shorten the text, or move a part of it to a page of its own."
            )
            % {"weight": weight // 1000, "most": BUDGET // 1000}
        )


def findings_on_place(page: Any) -> Iterator[Finding]:
    """What has to be online as well."""
    hidden_by = page.get_ancestors().filter(depth__gt=1, live=False).first()
    if hidden_by:
        text = _("“%(title)s” above this page is not online, so visitors do not find it: publish that one, too.")
        yield Finding(text % {"title": hidden_by.title})
    waiting = (
        Page.objects.filter(translation_key=page.translation_key, live=False, alias_of=None)
        .exclude(pk=page.pk)
        .select_related("locale")
        .order_by("locale")
    )
    codes = [other.locale.language_code for other in waiting]
    if codes:
        languages = ", ".join(language_name(code) for code in codes)
        yield Finding(_("Not online in other languages yet: %(languages)s.") % {"languages": languages})
