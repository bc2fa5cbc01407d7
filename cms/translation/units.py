"""The units of a translation: each string of the source with what it says in the other language."""

import difflib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, extract_ids, validate_translation_links

from .labels import Whereabouts, place_of, whereabouts
from .markup import has_whole_tags
from .wording import PreviousWordings


class UnitState(StrEnum):
    """What is to be done about a unit."""

    MISSING = "missing"
    CHANGED = "changed"
    INVALID = "invalid"
    TRANSLATED = "translated"


@dataclass(frozen=True)
class Unit:
    """One string to translate.

    `source` and `target` are what people read and type: plain text with line breaks, or, where `is_html`, text with
    the inline tags of rich text. `previous_source` and `previous_target` are the pair the unit last had, where the
    source was changed since. `path` names the place and is the same for as long as the block lives.
    """

    segment_id: int
    string_id: int
    context_id: int
    path: str
    order: int
    where: Whereabouts
    source: str
    target: str = ""
    state: UnitState = UnitState.MISSING
    error: str = ""
    previous_source: str = ""
    previous_target: str = ""
    updated_at: datetime | None = None
    updated_by: str = ""

    @property
    def place(self) -> str:
        """The field or block of the page the unit belongs to."""
        return place_of(self.path)

    @property
    def is_html(self) -> bool:
        """Whether the text has inline tags."""
        return self.where.is_html

    @property
    def label(self) -> str:
        """The labels of the place, outermost first."""
        return " › ".join(self.where.labels)

    @property
    def max_length(self) -> int | None:
        """The number of characters that fit; None where any number does."""
        return self.where.max_length

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to translate it."""
        return self.state != UnitState.TRANSLATED

    @cached_property
    def differences(self) -> list["Difference"]:
        """The old and the new wording of a changed source, word by word."""
        return differences(self.previous_source, self.source) if self.previous_source else []

    @property
    def shown_source(self) -> SafeString | str:
        """The source as readers see it. Rich text has none but inline tags without attributes: wagtail-localize cuts
        the others off when it takes the string out.
        """
        return mark_safe(self.source) if self.is_html else self.source  # noqa: S308


@dataclass(frozen=True)
class Difference:
    """A run of words that is in both wordings ("same"), only in the old ("old") or only in the new one ("new")."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[Difference]:
    """What was taken out and put in, by words; by characters where a script does not divide words."""
    before, after = _pieces(old), _pieces(new)
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Difference("same", "".join(before[a:b])))
            continue
        if a < b:
            found.append(Difference("old", "".join(before[a:b])))
        if c < d:
            found.append(Difference("new", "".join(after[c:d])))
    return found


def _pieces(text: str) -> list[str]:
    words = [piece for word in text.split(" ") for piece in (word, " ")][:-1]
    return list(text) if len(words) * 12 < len(text) else words


def units_of(translation: Translation) -> list[Unit]:
    """All units of a translation, in the order of the page."""
    model = translation.source.specific_content_type.model_class()
    segments = list(
        StringSegment.objects.filter(source=translation.source).select_related("string", "context").order_by("order")
    )
    written = {
        (entry.translation_of_id, entry.context_id): entry
        for entry in StringTranslation.objects.filter(
            locale=translation.target_locale, context__object_id=translation.source.object_id
        ).select_related("last_translated_by", "translation_of")
    }
    previous = PreviousWordings.of(translation.source.object_id)
    units = []
    for segment in segments:
        where = whereabouts(model, segment.context.field_path or segment.context.path) if model else Whereabouts()
        unit = Unit(
            segment_id=segment.pk,
            string_id=segment.string_id,
            context_id=segment.context_id,
            path=segment.context.path,
            order=segment.order,
            where=where,
            source=_shown(segment.string.data, where.is_html),
        )
        entry = written.get((segment.string_id, segment.context_id))
        units.append(_with_translation(unit, entry) if entry else _with_previous(unit, previous, written))
    return units


def _with_translation(unit: Unit, entry: StringTranslation) -> Unit:
    return replace(
        unit,
        target=_shown(entry.data, unit.is_html),
        state=UnitState.INVALID if entry.has_error else UnitState.TRANSLATED,
        error=(entry.get_error() or "") if entry.has_error else "",
        updated_at=entry.updated_at,
        updated_by=_name_of(entry),
    )


def _name_of(entry: StringTranslation) -> str:
    user = entry.last_translated_by
    return (user.get_full_name() or user.get_username()) if user else ""


def _with_previous(
    unit: Unit, previous: PreviousWordings, written: dict[tuple[int, int | None], StringTranslation]
) -> Unit:
    for string_id in previous.before(unit.context_id, unit.string_id):
        entry = written.get((string_id, unit.context_id))
        if entry:
            return replace(
                unit,
                state=UnitState.CHANGED,
                previous_source=_shown(entry.translation_of.data, unit.is_html),
                previous_target=_shown(entry.data, unit.is_html),
                updated_at=entry.updated_at,
                updated_by=_name_of(entry),
            )
    return unit


def _shown(data: str, is_html: bool) -> str:
    return data if is_html else StringValue(data).render_text()


def stored(text: str, is_html: bool) -> str:
    """A typed text in the form wagtail-localize keeps: always HTML, line breaks as tags."""
    text = text.replace("\r\n", "\n").strip()
    return text if is_html else StringValue.from_plaintext(text).data


def check_text(unit: Unit, text: str) -> None:
    """Refuse, with the reason, a text that could not stand where the unit stands."""
    if unit.max_length and not unit.is_html and len(text) > unit.max_length:
        too_many = len(text) - unit.max_length
        raise ValidationError(
            ngettext(
                "This is %(count)s character too long. At most %(limit)s fit here.",
                "This is %(count)s characters too long. At most %(limit)s fit here.",
                too_many,
            )
            % {"count": too_many, "limit": unit.max_length}
        )
    if unit.is_html:
        _check_markup(unit, text)
    elif "\n" in text and not unit.where.is_long:
        raise ValidationError(_("Only one line fits here."))


def _check_markup(unit: Unit, text: str) -> None:
    try:
        if not has_whole_tags(text):
            raise ValueError
        StringValue.from_translated_html(text)
        validate_translation_links(unit.source, text)
    except ValueError as error:
        raise ValidationError(
            _("The tags cannot be read. Use those of the source, each opened and closed once.")
        ) from error
    lost = extract_ids(unit.source) - extract_ids(text)
    if lost:
        raise ValidationError(
            _("A link of the source is missing here: put its words between %(tag)s.")
            % {"tag": ", ".join(f'<a id="{name}">…</a>' for name in sorted(lost))}
        )


def save_unit(translation: Translation, unit: Unit, text: str, user: object, tool: str = "") -> bool:
    """Keep what somebody translated; an empty text takes a translation back. Returns whether anything changed.

    Raises ValidationError, and keeps nothing, for a text that does not fit.
    """
    text = text.replace("\r\n", "\n").strip()
    if text == unit.target and unit.state in {UnitState.TRANSLATED, UnitState.MISSING}:
        return False
    entries = StringTranslation.objects.filter(
        translation_of_id=unit.string_id, context_id=unit.context_id, locale=translation.target_locale
    )
    if not text:
        if unit.state == UnitState.CHANGED:
            return False
        for entry in entries:
            entry.delete()
        return True
    check_text(unit, text)
    StringTranslation.objects.update_or_create(
        translation_of_id=unit.string_id,
        context_id=unit.context_id,
        locale=translation.target_locale,
        defaults={
            "data": stored(text, unit.is_html),
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "tool_name": tool,
            "last_translated_by": user,
            "has_error": False,
            "field_error": "",
        },
    )
    return True
