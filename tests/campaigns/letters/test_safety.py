"""What must hold whatever is written: nothing of it stays behind, and nothing of it is an error of ours."""

import datetime
import tempfile
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pytest_django import Settings

from campaigns.letters.composing import Addressee, Wording, Writer, finish
from campaigns.letters.models import AppealLetterPage
from campaigns.letters.printable import try_to_print
from campaigns.printing.letter import Layout

from .conftest import Post

CANARY = "Zwitscherkanari"
WRITTEN = {
    "name": f"{CANARY} Name",
    "address": f"{CANARY} Street 1\n12345 {CANARY}",
    "place": f"{CANARY} Town",
    "subject": f"{CANARY} subject",
    "text": f"{CANARY} text about {{name}}.",
}
STEPS = ("preview/", "letter.pdf", "letter.txt")
AT_ONCE = 10
NASTY = (
    *("\x00", "\x1b[2J", "\u202e", "\u2066", "\u200d", "\u1680", "\ufeff", "\U000e0041", "\U0010ffff", "\ufe0f"),
    *("<script>", "</textarea>", "#import", "$x^2$", "\\u{0}", "{% now %}", "{{ x }}", "{name}", "{place}", "\r\n"),
    *(
        "a\u0301\u0316" * 20,
        "\u0e33" * 9,
        "ﷺ",
        "क्ष",
        "👩🏽\u200d🚀",
        "\u0344",
        " " * 100,
        "\t" * 50,
        "\u2028",
        "\u0085",
    ),
)


def tables_with(word: str) -> list[str]:
    """The columns of the database that hold a word anywhere."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for row in model._base_manager.values():
            found += [f"{model._meta.label}.{column}" for column, value in row.items() if word in _readable(value)]
    return found


def _readable(value: object) -> str:
    if isinstance(value, memoryview):
        value = bytes(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def files_below(folder: str | Path) -> set[Path]:
    return {path for path in Path(folder).rglob("*") if path.is_file()}


@pytest.fixture
def writing(post: Post, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything somebody can do with a letter, with a word in it that is nowhere else."""
    # Others use the usual folder for temporary files too.
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    caplog.set_level("DEBUG")
    answers = [post(step, **WRITTEN) for step in STEPS]
    answers.append(post(**WRITTEN, action="change"))
    answers += [post(step, **{**WRITTEN, "country": ""}) for step in STEPS]
    answers.append(post("letter.pdf", **{**WRITTEN, "text": f"{CANARY} 😀"}))
    answers += [post(step, {"Sec-Fetch-Site": "cross-site"}, **WRITTEN) for step in STEPS]
    answers.append(post(**{**WRITTEN, "text": CANARY * 200_000}))
    assert [answer.status_code for answer in answers] == [200] * 4 + [422] * 4 + [403] * 3 + [413]
    assert CANARY in answers[0].content.decode()


@pytest.mark.django_db
def test_the_search_for_the_word_finds_it_where_it_is(page: AppealLetterPage) -> None:
    page.summary = CANARY
    page.save()
    assert "letters.AppealLetterPage.summary" in tables_with(CANARY)


@pytest.mark.django_db
@pytest.mark.usefixtures("writing")
def test_what_is_written_is_in_no_table() -> None:
    assert tables_with(CANARY) == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the whole SQLite database at once")
@pytest.mark.usefixtures("writing")
def test_what_is_written_is_not_even_in_the_index_or_a_table_without_a_model() -> None:
    assert CANARY.encode() not in connection.connection.serialize()


@pytest.mark.django_db
@pytest.mark.usefixtures("writing")
def test_what_is_written_is_not_in_the_cache() -> None:
    cache.set("kept", CANARY)
    kept = [value for key, value in cache._cache.items() if not key.endswith("kept")]
    assert CANARY.encode() in cache._cache[cache.make_key("kept")]
    assert not any(CANARY.encode() in value for value in kept)
    assert not any(CANARY in key for key in cache._cache)


@pytest.mark.django_db
@pytest.mark.usefixtures("writing")
def test_what_is_written_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert any("Unprocessable" in record.getMessage() for record in records)
    assert not any(CANARY in f"{record.getMessage()} {record.args}" for record in records)


@pytest.mark.django_db
@pytest.mark.usefixtures("writing")
def test_what_is_written_is_in_no_file(settings: Settings) -> None:
    kept = files_below(settings.MEDIA_ROOT) | files_below(settings.MAILBOX_DIR) | files_below(tempfile.gettempdir())
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []


def hostile_text() -> st.SearchStrategy[str]:
    """Text of any plane, with what turns, hides, ends or marks up text, up to 100 kB."""
    nasty = st.sampled_from(NASTY)
    pieces = st.lists(st.one_of(nasty, st.text(max_size=50)), min_size=1, max_size=20).map("".join)
    return st.tuples(pieces, st.sampled_from([1, 1, 1, 10, 1000])).map(lambda made: (made[0] * made[1])[:100_000])


@pytest.mark.django_db
@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25)
@given(
    step=st.sampled_from(STEPS),
    data=st.dictionaries(
        st.sampled_from(["language", "recipient", "country", "subject", "text", "name", "address", "place", "action"]),
        hostile_text(),
        min_size=1,
    ),
)
@example(step="letter.pdf", data={"text": "x\u1680y"})
@example(step="letter.pdf", data={"text": "a" + "\u0301" * 9_000, "name": "\u0301", "place": "\u064e"})
@example(step="letter.pdf", data={"text": "x" * 10_000})
@example(step="letter.pdf", data={"text": "x\n" * 5_000})
@example(step="letter.pdf", data={"text": "\u200d", "subject": "\u200c", "name": "\u00a0\u200d"})
def test_whatever_is_written_is_never_an_error_of_ours(post: Post, step: str, data: dict[str, str]) -> None:
    assert post(step, **data).status_code in {200, 413, 422}


@pytest.mark.django_db
@hypothesis_settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=25)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_a_letter_in_any_script_is_printed_or_refused_in_words(post: Post, text: str) -> None:
    answer = post("letter.pdf", text=text)
    assert answer.content.startswith(b"%PDF") or answer.context["bound_form"].errors


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["name", "address", "place", "subject", "text"])
def test_markup_is_shown_as_it_was_typed(post: Post, field: str) -> None:
    html = post(**{field: "<b onclick=x>{{ 7 }}</b>\"'"}).content.decode()
    assert "<b onclick" not in html
    assert "&lt;b onclick=x&gt;{{ 7 }}&lt;/b&gt;&quot;&#x27;" in html


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b"", b"%", b"text=%ff%fe", b"&" * 2000, b"text=" + b"%00" * 100, b"\xff" * 100])
def test_a_broken_request_is_answered_clearly(client: Client, page: AppealLetterPage, body: bytes) -> None:
    answer = client.post("/en/letters/let-them-go/preview/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {400, 422}


def test_ten_letters_at_once_are_ten_right_letters() -> None:
    barrier = Barrier(AT_ONCE)
    embassy = Addressee(("The Ambassador",), "Your Excellency,", "Yours faithfully", ("1 Example Square",), "KR")

    def write(number: int) -> str:
        wording = Wording("en", f"Subject{number}", f"Word{number}")
        letter = finish(wording, Writer(f"Writer{number}", "DE"), embassy, datetime.date(2026, 5, 4))
        barrier.wait(timeout=30)
        printed = try_to_print([letter], "Title", Layout.LETTER)
        assert printed.pdf is not None
        return "".join(page.extract_text() for page in PdfReader(BytesIO(printed.pdf)).pages)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        texts = list(threads.map(write, range(AT_ONCE)))
    for number, text in enumerate(texts):
        assert all(f"{word}{number}" in text for word in ("Subject", "Word", "Writer"))
        assert not any(f"Word{other}" in text for other in range(AT_ONCE) if other != number)
