"""What becomes of each entry of a file that comes back; finding that out changes nothing unless it is asked to."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail_localize.models import Translation

from cms.translation.markup import MOST_TAGS, has_whole_tags
from cms.translation.units import Unit, check_text, save_unit, units_of

from .entries import NOTHING, BrokenTags, Given, Key, Parsed, canonical, main_language, mark_of_target

TOOLS = {"po": "PO", "xliff": "XLIFF"}
# No paragraph is that much longer than its source; parsing such a thing could take for ever.
LONGEST = 20_000


class Outcome(StrEnum):
    """What becomes of an entry."""

    APPLIED = "applied"
    CONFLICT = "conflict"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    UNKNOWN = "unknown"
    UNCHANGED = "unchanged"
    EMPTY = "empty"


@dataclass
class Result:
    """An entry and what becomes of it. `page` and `label` are empty where the person may not know them."""

    outcome: Outcome
    page: str = ""
    label: str = ""
    source: str = ""
    text: str = ""
    reason: str = ""
    current: str = ""
    translation_id: int | None = None


@dataclass
class Report:
    """What an import does, or would do."""

    format: str
    language: str
    results: list[Result] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Outcome]:
        """How many entries had each outcome."""
        return Counter(result.outcome for result in self.results)

    def of(self, outcome: Outcome) -> list[Result]:
        """The entries with an outcome."""
        return [result for result in self.results if result.outcome == outcome]


def dry_run(parsed: Parsed, may_translate: Callable[[Translation], bool], language: str = "") -> Report:
    """What importing a file would do. With a `language`, entries for another one are refused."""
    return _Import(parsed, may_translate, language, save=None).run()


@transaction.atomic
def apply(parsed: Parsed, may_translate: Callable[[Translation], bool], user: Any, language: str = "") -> Report:
    """Import a file, all that is right of it, and say what happened."""

    def save(translation: Translation, unit: Unit, text: str) -> None:
        save_unit(translation, unit, text, user, tool=TOOLS[parsed.format])

    return _Import(parsed, may_translate, language, save=save).run()


class _Refused(Exception):
    """An entry is not taken, for a reason."""

    def __init__(self, outcome: Outcome, reason: str = "") -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


class _Import:
    """One run over a file."""

    def __init__(
        self,
        parsed: Parsed,
        may_translate: Callable[[Translation], bool],
        language: str,
        save: Callable[[Translation, Unit, str], None] | None,
    ) -> None:
        self.parsed = parsed
        self.may_translate = may_translate
        self.language = language
        self.save = save
        self.seen: dict[Key, str] = {}

    def run(self) -> Report:
        """All entries, translation by translation."""
        report = Report(self.parsed.format, self.parsed.language)
        by_translation: dict[Any, list[tuple[Key, Given]]] = defaultdict(list)
        for given in self.parsed.entries:
            key = Key.parse(given.key)
            if key is None:
                report.results.append(_foreign(given))
            else:
                by_translation[key.translation].append((key, given))
        found = {
            translation.uuid: translation
            for translation in Translation.objects.filter(uuid__in=list(by_translation), enabled=True).select_related(
                "source__locale", "source__object", "target_locale"
            )
        }
        for uuid, entries in by_translation.items():
            report.results.extend(self._of_translation(found.get(uuid), entries))
        return report

    def _of_translation(self, translation: Translation | None, entries: Iterable[tuple[Key, Given]]) -> list[Result]:
        if translation is None:
            return [_foreign(given) for _key, given in entries]
        if not self.may_translate(translation):
            reason = _("You may not translate this page into this language.")
            return [Result(Outcome.REFUSED, reason=reason) for _entry in entries]
        places: dict[str, dict[str, Unit]] = defaultdict(dict)
        for unit in units_of(translation):
            places[unit.path].setdefault(Key.of(translation, unit).wording, unit)
        return [self._of_entry(translation, places.get(key.path, {}), key, given) for key, given in entries]

    def _of_entry(self, translation: Translation, place: dict[str, Unit], key: Key, given: Given) -> Result:
        unit = place.get(key.wording)
        known = unit or next(iter(place.values()), None)
        result = Result(
            Outcome.APPLIED,
            page=translation.source.object_repr,
            label=known.label if known else key.path,
            source=unit.source if unit else "",
            translation_id=translation.pk,
        )
        try:
            self._check_language(translation)
            if unit is None:
                raise _gone(is_place_there=bool(place))
            source, result.text = self._words(unit, given)
            self._check_origin(unit, key, source, result.text)
            self._check(unit, given, result.text)
            if self.save:
                self.save(translation, unit, result.text)
        except _Refused as refusal:
            result.outcome, result.reason = refusal.outcome, refusal.reason
            result.current = unit.target if unit and refusal.outcome == Outcome.CONFLICT else ""
        return result

    def _check_language(self, translation: Translation) -> None:
        code = translation.target_locale.language_code
        if self.language and code != self.language:
            raise _Refused(Outcome.REFUSED, _("This entry belongs to another language than the one you chose."))
        if self.parsed.language and main_language(self.parsed.language) != main_language(code):
            raise _Refused(Outcome.REFUSED, _("The file says that it is in another language than this entry."))

    def _words(self, unit: Unit, given: Given) -> tuple[str, str]:
        """Source and translation in the file, if there is one."""
        try:
            source, target = given.words(unit.is_html)
            if unit.is_html and not has_whole_tags(target):
                raise BrokenTags
        except BrokenTags as error:
            raise _Refused(
                Outcome.REFUSED, _("The tags cannot be read. Use those of the source, each opened and closed once.")
            ) from error
        if not target.strip():
            raise _Refused(Outcome.EMPTY)
        if len(target) > LONGEST or target.count("<") > MOST_TAGS:
            raise _Refused(Outcome.REFUSED, _("This is far too long for one entry."))
        if "\0" in target:
            raise _Refused(Outcome.REFUSED, _("There are characters in it that are no text."))
        return source, canonical(target, unit.is_html)

    def _check_origin(self, unit: Unit, key: Key, source: str, text: str) -> None:
        """Whether a text was made for the words the source has, and stands in the file once."""
        if _folded(source, unit.is_html) != _folded(unit.source, unit.is_html):
            raise _Refused(
                Outcome.CONFLICT, _("In the file the source has other words than here: somebody changed it there.")
            )
        if key in self.seen:
            same = self.seen[key] == text
            raise _Refused(Outcome.UNCHANGED if same else Outcome.REFUSED, _("This entry is in the file twice."))
        self.seen[key] = text

    def _check(self, unit: Unit, given: Given, text: str) -> None:
        """Whether a text may take the place of what is there."""
        if unit.target and text == canonical(unit.target, unit.is_html):
            raise _Refused(Outcome.UNCHANGED)
        if given.is_uncertain:
            raise _Refused(Outcome.UNCERTAIN)
        if mark_of_target(unit) != (given.mark or NOTHING):
            raise _Refused(Outcome.CONFLICT, _("Somebody has changed the translation here since the export."))
        try:
            check_text(unit, text)
        except ValidationError as error:
            raise _Refused(Outcome.REFUSED, " ".join(error.messages)) from error


def _foreign(given: Given) -> Result:
    return Result(
        Outcome.UNKNOWN,
        label=given.key[:200],
        reason=_("This entry was not exported here, or its page is not translated any more."),
    )


def _gone(is_place_there: bool) -> _Refused:
    if is_place_there:
        return _Refused(Outcome.CONFLICT, _("The source was changed since the export. Export this page again."))
    return _Refused(Outcome.UNKNOWN, _("This part of the page is not there any more."))


def _folded(text: str, is_html: bool) -> str:
    return " ".join(canonical(text, is_html).split())
