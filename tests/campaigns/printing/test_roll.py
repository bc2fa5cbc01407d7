"""Long lists of names: everybody in them, once, whatever they are called, and nothing of them left behind."""

import dataclasses
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from campaigns.printing import roll as rolls
from campaigns.printing.fonts import unprintable
from campaigns.printing.letter import Paper
from campaigns.printing.roll import Roll, RollFailed, print_roll
from campaigns.printing.sheet import Column

from .reading import MILLIMETRE, Run, runs

# The long roll is made once: in one process.
pytestmark = pytest.mark.xdist_group("roll")

ROLL = Roll(
    language="en",
    paper=Paper.A4,
    title="Free the poets",
    subtitle="To the Minister of Justice. As of 3 March 2031",
    organisation="Example Rights",
    number_label="No.",
    columns=(Column("Name", 5), Column("Place", 3), Column("Country", 2)),
    page_text="Page {page}",
    note="Only for the addressee",
)
PERSIAN = dataclasses.replace(
    ROLL,
    language="fa",
    title="شاعران را آزاد کنید",
    number_label="ردیف",
    columns=(Column("نام", 5), Column("شهر", 3), Column("کشور", 2)),
    page_text="صفحهٔ {page}",
)
A_ROW = ("Anna Example", "Berlin", "Germany")
SECRET = "Nobody Knowsme"
PARTS_OF = 60


def people(count: int) -> list[tuple[str, str, str]]:
    """Rows that can be told apart; some of them take two lines."""
    return [
        (f"Anna{number} " + "Example " * (9 if number % 7 == 0 else 1), "Berlin", "Germany")
        for number in range(1, count + 1)
    ]


def printed(rows: Sequence[Sequence[str]], roll: Roll = ROLL) -> bytes:
    out = io.BytesIO()
    pages = print_roll(roll, rows, out)
    assert pages == len(PdfReader(io.BytesIO(out.getvalue())).pages)
    return out.getvalue()


def read(rows: Sequence[Sequence[str]], roll: Roll = ROLL) -> list[PageObject]:
    return list(PdfReader(io.BytesIO(printed(rows, roll))).pages)


def words_of(page: PageObject) -> str:
    return " ".join(page.extract_text().split())


def run_of(page: PageObject, text: str) -> Run:
    return next(run for run in runs(page) if text in run.text)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolls, "ROWS_PER_PART", PARTS_OF)


@pytest.fixture(scope="module")
def long_roll() -> Iterator[list[PageObject]]:
    """A roll of several parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rolls, "ROWS_PER_PART", PARTS_OF)
        yield read(people(200))


# Everybody is in it.


def test_everybody_is_there_once_in_order_and_with_their_number(long_roll: list[PageObject]) -> None:
    found = re.findall(r"(\d+) Anna(\d+) ", " ".join(map(words_of, long_roll)))
    assert found == [(str(number), str(number)) for number in range(1, 201)]


def test_pages_are_numbered_through(long_roll: list[PageObject]) -> None:
    assert [re.findall(r"Page (\d+)", words_of(page)) for page in long_roll] == [
        [str(number)] for number in range(1, len(long_roll) + 1)
    ]


def test_nobody_sees_where_parts_were_joined(long_roll: list[PageObject], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolls, "ROWS_PER_PART", 1000)
    assert list(map(words_of, read(people(200)))) == list(map(words_of, long_roll))


def test_the_title_is_on_the_first_page_and_small_on_all_others(long_roll: list[PageObject]) -> None:
    assert [run_of(page, "Free the poets").size for page in long_roll] == [17] + [7.5] * (len(long_roll) - 1)
    assert ["Minister" in words_of(page) for page in long_roll] == [True] + [False] * (len(long_roll) - 1)
    assert ["Example Rights" in words_of(page) for page in long_roll] == [True] + [False] * (len(long_roll) - 1)


def test_every_page_says_what_the_columns_are(long_roll: list[PageObject]) -> None:
    for page in long_roll:
        assert "No. Name Place Country" in words_of(page)
        assert "Only for the addressee" in words_of(page)


def test_about_fifty_rows_are_on_a_page() -> None:
    second = words_of(read([A_ROW] * 110)[1])
    assert 48 <= second.count("Anna") <= 55


@pytest.mark.parametrize("count", [0, 1, PARTS_OF - 1, PARTS_OF, PARTS_OF + 1])
@pytest.mark.usefixtures("small_parts")
def test_there_may_be_any_number_of_rows(count: int) -> None:
    pages = read([A_ROW] * count)
    assert sum(words_of(page).count("Anna Example") for page in pages) == count
    assert "Name Place Country" in words_of(pages[0])


def test_parts_shorter_than_a_page_make_no_short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rolls, "ROWS_PER_PART", 20)
    assert [words_of(page).count("Anna Example") > 40 for page in read([A_ROW] * 70)] == [True, False]


@pytest.mark.usefixtures("small_parts")
def test_rows_are_fetched_when_they_are_needed() -> None:
    fetched, seen = 0, []

    def rows() -> Iterator[tuple[str, str, str]]:
        nonlocal fetched
        for _ in range(150):
            fetched += 1
            yield A_ROW

    print_roll(ROLL, rows(), io.BytesIO(), progress=lambda done: seen.append((done, fetched)))
    assert [fetched for _done, fetched in seen] == [60, 120, 150]
    assert all(0 < done <= fetched for done, fetched in seen)
    assert seen[-1] == (150, 150)


# Whatever they are called.


def test_names_stay_as_they_are() -> None:
    names = [
        "Nguyễn Đặng Hồng",
        "Żaneta Łoś-Źrebiec",
        "Їжакевич Юлія",
        "Ελένη Παπαδοπούλου",
        "김민준",
        "王小明",
        "渡邉 さくら",
        "#let x = $1$ *a* _b_ `c` // d /* e */ <f> @g [[h]] \\",
        '#read("/etc/passwd") #panic("out") -- ...',
        '"quoted" {page} \\u{41} \\n',
    ]
    [page] = read([(name, "Berlin", "Germany") for name in names])
    assert " ".join(f"{number} {name} Berlin Germany" for number, name in enumerate(names, 1)) in words_of(page)


@pytest.mark.parametrize("language", ["ko", "ja", "zh-hant"])
def test_european_names_are_set_in_a_font_that_has_their_letters(language: str) -> None:
    [page] = read([("Żaneta Źrebiec, Ελένη", "Łódź", "Polska")], dataclasses.replace(ROLL, language=language))
    assert "Żaneta Źrebiec, Ελένη Łódź Polska" in words_of(page)


def test_no_script_stops_the_printing() -> None:
    names = [
        "محمد بن عبد الرحمن",
        "زینب حسینی\u200cنژاد",
        "ڈاکٹر عائشہ",
        "שרה כהן",
        "हिन्दी नाम",
        "a\u08e9㉕\u0337",
        "e\u0301\u0323",
    ]
    [page] = read([(name, "Berlin", "Germany") for name in names])
    assert words_of(page).count("Berlin Germany") == len(names)


def test_what_no_font_has_is_shown_as_a_box() -> None:
    assert unprintable(rolls.MISSING) == ()
    [page] = read([("👍🏽 Ana ❤\ufe0f", "ᚠ\ud800", "Spain")], dataclasses.replace(ROLL, title="Free 🕊"))
    assert f"{'□' * 2} Ana □ {'□' * 2} Spain" in words_of(page)
    assert "Free □" in words_of(page)


def test_signs_that_control_are_left_out() -> None:
    [page] = read([("An\x00na\x07\u202e Ex\u00adample\u2066", "New\nYork\tCity", "U\u200bS\ufeffA")])
    assert "1 Anna Example New York City USA" in words_of(page)


def test_forms_of_a_sign_are_no_signs_themselves() -> None:
    [page] = read([("葛\U000e0100城", "Berlin", "Germany")])
    assert "葛" in words_of(page)
    assert "□" not in words_of(page)


@pytest.mark.parametrize("word", ["W", "Wolfe", "漢", "ш", "Wolfeschlegelstein "])
def test_long_names_wrap_and_stay_in_their_column(word: str) -> None:
    name, country = (word * 100)[:160], (word * 100)[:40]
    [page] = read([(name, "Berlin", country)])
    found = "".join(words_of(page).replace("\u200b", "").split())
    assert found.count(word[0]) == (name + country).count(word[0])
    starts = [run_of(page, label).box.left for label in ("Name", "Place", "Country")]
    columns = list(zip(starts, [*starts[1:], 196], strict=True))
    boxes = [run.box for run in runs(page) if run.size == 9 and run.box.left > starts[0] - 1]
    assert len({box.top for box in boxes}) > 3
    for box in boxes:
        assert any(left - 0.1 <= box.left and box.right <= right for left, right in columns), box


def test_common_words_are_not_broken() -> None:
    [page] = read(
        [("Annabel Wolfeschlegelsteiner-Hausenberger von Donaudampfschiff", "Garmisch-Partenkirchen", "Germany")]
    )
    lines = {run.text.strip() for run in runs(page)}
    assert not any("\u200b" in line for line in lines)
    assert any(line.endswith("Donaudampfschiff") for line in lines)


# Directions and papers.


def test_a_language_from_right_to_left_has_its_columns_so() -> None:
    [page] = read([A_ROW, ("محمد", "Kabul", "Iran")], PERSIAN)
    places = [run_of(page, word).box.left for word in ("Anna Example", "Berlin", "Germany")]
    assert places == sorted(places, reverse=True)
    assert places[0] > 105


def test_each_name_runs_in_its_own_direction_at_the_edge_of_its_column() -> None:
    [page] = read([("(a) b)", "Berlin", "Germany"), ("ا (ب", "Paris", "France"), ("Anna", "Rome", "Italy")])
    mixed = [run for run in runs(page) if "(" in run.text or "ا" in run.text]
    name = run_of(page, "Anna").box.left
    assert min(run.box.left for run in mixed) == pytest.approx(name, abs=0.5)


@pytest.mark.parametrize(("paper", "width", "height"), [(Paper.A4, 210, 297), (Paper.LETTER, 215.9, 279.4)])
def test_the_paper_is_that_of_the_country(paper: Paper, width: float, height: float) -> None:
    [page] = read([A_ROW], dataclasses.replace(ROLL, paper=paper))
    assert float(page.mediabox.width) / MILLIMETRE == pytest.approx(width, abs=0.1)
    assert float(page.mediabox.height) / MILLIMETRE == pytest.approx(height, abs=0.1)


# The file, and what is left besides.


@pytest.mark.usefixtures("small_parts")
def test_the_same_names_make_the_same_file() -> None:
    script = f"""
import django, io, sys
django.setup()
from campaigns.printing import roll
from tests.campaigns.printing.test_roll import ROLL, people
roll.ROWS_PER_PART = {PARTS_OF}
out = io.BytesIO()
roll.print_roll(ROLL, people(130), out)
sys.stdout.buffer.write(out.getvalue())
"""
    elsewhere = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        cwd=Path(rolls.__file__).parents[2],
    )
    assert elsewhere.stdout == printed(people(130))


def test_the_file_has_a_title_and_a_language_and_no_date() -> None:
    pdf = printed([A_ROW], PERSIAN)
    reader = PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == PERSIAN.title
    assert str(reader.root_object["/Lang"]) == "fa"
    assert b"CreationDate" not in pdf
    assert b"ModDate" not in pdf


def test_no_names_are_left_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    printed([A_ROW])
    assert list(folder.iterdir()) == []


def test_a_part_that_fails_says_nothing_of_the_people(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    paper = dataclasses.replace(ROLL, paper="papyrus")  # type: ignore[arg-type]
    with pytest.raises(RollFailed) as failed:
        printed([(SECRET, "Berlin", "Germany")], paper)
    assert "row 1" in str(failed.value)
    assert SECRET not in repr(failed.value) + "".join(capfd.readouterr())
    assert failed.value.__cause__ is None


def test_a_row_with_too_few_cells_is_refused_without_saying_whose() -> None:
    with pytest.raises(ValueError, match="more or fewer cells") as failed:
        printed([A_ROW, (SECRET, "Berlin")])
    assert SECRET not in str(failed.value)


def test_a_part_is_set_without_django() -> None:
    script = """
import json, runpy, sys
sys.stdin.close()
try:
    runpy.run_module("campaigns.printing.roll", run_name="__main__")
except ValueError:
    print(json.dumps(sorted(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, check=True, cwd=Path(rolls.__file__).parents[2]
    )
    loaded = set(json.loads(done.stdout))
    assert "typst" in loaded
    assert not loaded & {"django", "wagtail", "pypdf", "campaigns.languages"}
