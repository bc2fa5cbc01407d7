"""What an import does with each entry, and what it leaves alone."""

from collections.abc import Callable
from datetime import UTC, datetime

import polib
import pytest
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from cms.access.models import User
from cms.translation.exchange import applying
from cms.translation.exchange.applying import Outcome, Report, Result
from cms.translation.exchange.exporting import chosen, sections_of, write
from cms.translation.exchange.reading import read
from cms.translation.freshness import refresh
from cms.translation.units import Unit, UnitState, save_unit, units_of
from home.models import StandardPage
from tests.cms.translation.conftest import edit, start_translation, translate_all

AT = datetime(2026, 11, 24, tzinfo=UTC)
BOTH = pytest.mark.parametrize("kind", ["po", "xliff"])
RICH = "هربوا. <b>دعوهم يبقوا.</b>"


@pytest.fixture
def translation(source: StandardPage, arabic: Locale) -> Translation:
    return start_translation(source, arabic)


def exported(translation: Translation, kind: str = "po") -> bytes:
    return write(sections_of([translation]), translation.target_locale.language_code, kind, AT)


def imported(
    data: bytes, language: str = "", may_translate: Callable[[Translation], bool] = lambda one: True
) -> Report:
    return applying.apply(read(data), may_translate, None, language)


def edited(data: bytes, change: Callable[[polib.POFile], None]) -> bytes:
    file = polib.pofile(data.decode(), encoding="utf-8")
    change(file)
    return str(file).encode()


def with_texts(data: bytes, **texts: str) -> bytes:
    """A PO file in which somebody translated the entries whose source begins like this."""

    def fill(file: polib.POFile) -> None:
        for entry in file:
            for beginning, text in texts.items():
                if entry.msgid.startswith(beginning):
                    entry.msgstr = text
                    entry.flags = []

    return edited(data, fill)


def only(report: Report, outcome: Outcome) -> Result:
    (result,) = report.of(outcome)
    return result


def state_of_words(translation: Translation) -> list[tuple[str, str, str]]:
    return [(unit.path, unit.target, unit.state) for unit in units_of(translation)]


def unit_of(translation: Translation, beginning: str) -> Unit:
    return next(unit for unit in units_of(translation) if unit.source.startswith(beginning))


@BOTH
def test_bringing_an_export_back_changes_nothing(translation: Translation, kind: str) -> None:
    save_unit(translation, unit_of(translation, "They"), RICH, None)
    save_unit(translation, unit_of(translation, "In short"), "باختصار & <كذا>", None)
    before = list(StringTranslation.objects.order_by("pk").values())
    report = imported(exported(translation, kind))
    assert set(report.counts) == {Outcome.UNCHANGED, Outcome.EMPTY}
    assert report.counts[Outcome.UNCHANGED] == 2
    assert list(StringTranslation.objects.order_by("pk").values()) == before


@BOTH
def test_what_was_translated_outside_is_taken_over_once(
    translation: Translation, kind: str, user_named: Callable[..., User]
) -> None:
    data = exported(translation, kind)
    if kind == "po":
        data = with_texts(data, They=RICH)
    else:
        text = data.decode()
        start = text.index("<target", text.index("<source>They fled."))
        end = text.index("<context-group", start)
        data = (
            text[:start] + '<target state="new">هربوا. <g id="b1" ctype="bold">دعوهم يبقوا.</g></target>' + text[end:]
        ).encode()
    user = user_named("translator")
    report = applying.apply(read(data), lambda one: True, user)
    result = only(report, Outcome.APPLIED)
    assert (result.page, result.text) == ("The right to stay", RICH)
    assert "Paragraph" in result.label
    entry = StringTranslation.objects.get(data=RICH)
    assert (entry.last_translated_by, entry.tool_name) == (user, {"po": "PO", "xliff": "XLIFF"}[kind])
    assert set(imported(data).counts) == {Outcome.UNCHANGED, Outcome.EMPTY}


def test_a_dry_run_says_the_same_and_changes_nothing(translation: Translation) -> None:
    data = with_texts(exported(translation), They=RICH, What="ط" * 151)
    before = state_of_words(translation)
    tried = applying.dry_run(read(data), lambda one: True)
    assert state_of_words(translation) == before
    assert tried.results == imported(data).results


def test_a_text_that_is_too_long_or_has_wrong_tags_is_refused_with_its_place(translation: Translation) -> None:
    data = with_texts(exported(translation), They="هربوا. <b>دعوهم", What="ط" * 151, In="باختصار")
    report = imported(data)
    assert only(report, Outcome.APPLIED).text == "باختصار"
    refused = {result.source: result for result in report.of(Outcome.REFUSED)}
    assert "1 character too long" in refused["What the law says"].reason
    assert refused["What the law says"].page == "The right to stay"
    assert "Heading" in refused["What the law says"].label
    tags = imported(with_texts(exported(translation), They='<a href="https://evil.example">x</a>'))
    assert "tags" in only(tags, Outcome.REFUSED).reason
    assert unit_of(translation, "They").state == UnitState.MISSING


def test_a_source_that_was_changed_since_the_export_is_a_conflict(
    translation: Translation, source: StandardPage
) -> None:
    data = with_texts(exported(translation), In="باختصار")
    edit(source, summary="In a few words.")
    refresh(type(source).objects.get(pk=source.pk))
    result = only(imported(data), Outcome.CONFLICT)
    assert "source was changed" in result.reason
    assert "Summary" in result.label or "summary" in result.label.lower()
    assert unit_of(translation, "In a few").target == ""


def test_a_part_that_is_gone_is_unknown(translation: Translation, source: StandardPage) -> None:
    data = with_texts(exported(translation), They=RICH)
    edit(source, body=[])
    refresh(type(source).objects.get(pk=source.pk))
    report = imported(data)
    assert {result.label.split(".")[0] for result in report.of(Outcome.UNKNOWN)} == {"body"}
    assert not report.of(Outcome.APPLIED)


def test_what_somebody_else_translated_since_the_export_is_kept(translation: Translation) -> None:
    data = with_texts(exported(translation), In="باختصار")
    save_unit(translation, unit_of(translation, "In short"), "بإيجاز", None)
    result = only(imported(data), Outcome.CONFLICT)
    assert (result.text, result.current) == ("باختصار", "بإيجاز")
    assert unit_of(translation, "In short").target == "بإيجاز"


def test_an_entry_without_its_mark_never_replaces_anything(translation: Translation) -> None:
    save_unit(translation, unit_of(translation, "In short"), "بإيجاز", None)

    def drop_comments(file: polib.POFile) -> None:
        for entry in file:
            entry.comment = ""

    data = edited(with_texts(exported(translation), In="باختصار", What="القانون"), drop_comments)
    report = imported(data)
    assert only(report, Outcome.CONFLICT).current == "بإيجاز"
    assert only(report, Outcome.APPLIED).text == "القانون"


def test_a_translation_can_be_corrected_outside(translation: Translation) -> None:
    save_unit(translation, unit_of(translation, "In short"), "بإيجاز", None)
    imported(with_texts(exported(translation), In="باختصار"))
    assert unit_of(translation, "In short").target == "باختصار"


def test_an_empty_entry_takes_nothing_back(translation: Translation) -> None:
    save_unit(translation, unit_of(translation, "In short"), "بإيجاز", None)
    report = imported(with_texts(exported(translation), In=""))
    assert not report.of(Outcome.APPLIED)
    assert unit_of(translation, "In short").target == "بإيجاز"


def test_what_is_marked_as_uncertain_waits(translation: Translation, source: StandardPage) -> None:
    translate_all(translation)
    edit(source, summary="In a few words.")
    refresh(type(source).objects.get(pk=source.pk))
    data = exported(translation)
    result = only(imported(data), Outcome.UNCERTAIN)
    assert result.source == "In a few words."
    assert unit_of(translation, "In a few").state == UnitState.CHANGED
    assert only(imported(with_texts(data, In="بكلمات قليلة")), Outcome.APPLIED).text == "بكلمات قليلة"


def test_a_changed_source_goes_to_xliff_without_text_but_with_what_it_was(
    translation: Translation, source: StandardPage
) -> None:
    translate_all(translation, prefix="ar: ")
    edit(source, summary="In a few words.")
    refresh(type(source).objects.get(pk=source.pk))
    data = exported(translation, "xliff")
    assert "<source>In short.</source><target>ar: In short.</target></alt-trans>" in data.decode()
    assert set(imported(data).counts) == {Outcome.UNCHANGED, Outcome.EMPTY}


def test_entries_of_elsewhere_are_unknown(translation: Translation) -> None:
    foreign = polib.POFile()
    foreign.append(polib.POEntry(msgid="Stop", msgstr="قف"))
    foreign.append(polib.POEntry(msgid="Stop", msgstr="قف", msgctxt="not-a-uuid/title/0123"))
    foreign.append(polib.POEntry(msgid="Stop", msgstr="قف", msgctxt=f"{'0' * 32}/title/0123"))
    report = imported(str(foreign).encode())
    assert report.counts == {Outcome.UNKNOWN: 3}


def test_nobody_imports_or_learns_anything_without_the_right(translation: Translation) -> None:
    data = with_texts(exported(translation), In="باختصار")
    report = imported(data, may_translate=lambda one: False)
    assert set(report.counts) == {Outcome.REFUSED}
    assert {(result.page, result.label, result.source, result.current) for result in report.results} == {("",) * 4}
    assert unit_of(translation, "In short").state == UnitState.MISSING


def test_a_file_in_another_language_is_refused(translation: Translation) -> None:
    data = with_texts(exported(translation), In="kurz")
    for report in (imported(data, language="de"), imported(data.replace(b"Language: ar", b"Language: de"))):
        assert set(report.counts) == {Outcome.REFUSED}
        assert "language" in report.results[0].reason
    assert imported(data, language="ar").counts[Outcome.APPLIED] == 1


def test_an_entry_that_is_there_twice_counts_once(translation: Translation) -> None:
    def double(file: polib.POFile) -> None:
        entry = next(entry for entry in file if entry.msgid.startswith("In"))
        file.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr="بإيجاز", comment=entry.comment))

    report = imported(edited(with_texts(exported(translation), In="باختصار"), double))
    assert only(report, Outcome.APPLIED).text == "باختصار"
    assert "twice" in only(report, Outcome.REFUSED).reason


def test_words_changed_on_the_way_are_noticed(translation: Translation) -> None:
    data = with_texts(exported(translation), In="باختصار").replace(b'msgid "In short."', b'msgid "In long."')
    result = only(imported(data), Outcome.CONFLICT)
    assert "source has other words" in result.reason
    assert result.text == "باختصار"


@pytest.mark.parametrize("text", ["<b>" * 5000, "ط" * 30_000, "a\nb"])
def test_monstrous_texts_are_refused(translation: Translation, text: str) -> None:
    data = (
        with_texts(exported(translation), The=text, They=text)
        if "\n" not in text
        else with_texts(exported(translation), What=text)
    )
    report = imported(data)
    assert report.counts[Outcome.REFUSED] >= 1
    assert not report.of(Outcome.APPLIED)


def test_a_campaign_is_exported_with_everything_below_it(
    translation: Translation, source: StandardPage, arabic: Locale
) -> None:
    every = Translation.objects.all()
    below = chosen(every, arabic, page=source)
    assert [one.pk for one in below] == [translation.pk]
    assert chosen(every, arabic, page=source.get_parent()).count() == 2
    titles = [section.title for section in sections_of(chosen(every, arabic))]
    assert titles == ["Home", "The right to stay"]


def test_only_what_is_open_can_be_exported(translation: Translation) -> None:
    save_unit(translation, unit_of(translation, "In short"), "بإيجاز", None)
    (section,) = sections_of([translation], only_open=True)
    assert "In short." not in {entry.source for entry in section.entries}
    translate_all(translation)
    assert sections_of([translation], only_open=True) == []
