"""What is written into PO and XLIFF files, and that the same comes back."""

import io
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import polib
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.po import pofile
from translate.storage.xliff import xlifffile

from cms.translation.exchange import po, xliff
from cms.translation.exchange.entries import BrokenTags, Entry, Key, Section, Unreadable, canonical, mark_of
from cms.translation.exchange.reading import LARGEST_FILE, MOST_TAGS, read
from cms.translation.labels import Whereabouts
from cms.translation.units import Unit, UnitState

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WRITERS = {"po": po.write, "xliff": xliff.write}
BOTH = pytest.mark.parametrize("kind", ["po", "xliff"])

AWKWARD = [
    "“نص” \u202bمن اليمين\u202c إلى اليسار",
    "متن\u200cفارسی",
    'He said "no" and \\n is no line break\\',
    "two\nlines\n\nand more",
    "100 % of %s and %(name)s {name}",
    "a < b > c && d &amp; e &lt;b&gt;",
    "👩\u200d⚖️ 한국어 𝔘",
    "tab\tand\x0bvertical\x0cform\x08back\x1cfile\x85next\u2028line\u2029para\ufeffbom\ufffe",
    "carriage\rreturn",
    "]]> <!-- <?pi?> <![CDATA[x]]>",
    "  #, fuzzy",
    'msgid "x"',
]


def unit(source: str, target: str = "", *, is_html: bool = False, **changes: object) -> Unit:
    values = {
        "segment_id": 1,
        "string_id": 1,
        "context_id": 1,
        "path": "body.1b2c.text",
        "order": 1,
        "where": Whereabouts(("Body", "Paragraph"), help_text="Say it\nsimply.", max_length=80, is_html=is_html),
        "state": UnitState.TRANSLATED if target else UnitState.MISSING,
    }
    return Unit(source=source, target=target, **(values | changes))


def section(*units: Unit) -> Section:
    translation = uuid4()
    entries = [
        Entry(Key(translation, f"{one.path}.{number}", mark_of(one.source, one.is_html)), one)
        for number, one in enumerate(units)
    ]
    return Section("Stop the “returns”", "https://campaign.example.org/en/", "en", entries)


def written(kind: str, *units: Unit, language: str = "ar") -> bytes:
    return WRITERS[kind]([section(*units)], language, AT)


def back(kind: str, one: Unit) -> tuple[str, str]:
    (given,) = read(written(kind, one)).entries
    return given.words(one.is_html)


words = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60),
).filter(str.strip)


@st.composite
def rich_texts(draw: st.DrawFn) -> str:
    """Text with inline tags as wagtail-localize keeps it."""
    pieces = []
    for number, text in enumerate(draw(st.lists(words, min_size=1, max_size=4))):
        pieces.append(BeautifulSoup("", "html.parser").new_string(text).output_ready())
        tag = draw(st.sampled_from(["b", "i", "em", "strong", "code", "a", "bare a", "br", "nested"]))
        inner = BeautifulSoup("", "html.parser").new_string(draw(words)).output_ready()
        pieces.append(
            {
                "a": f'<a id="a{number + 1}">{inner}</a>',
                "bare a": f"<a>{inner}</a>",
                "br": "<br/>",
                "nested": f"<b>{inner}<i>{inner}</i></b>",
            }.get(tag, f"<{tag}>{inner}</{tag}>")
        )
    return canonical("".join(pieces), is_html=True)


@BOTH
@settings(deadline=None, max_examples=150)
@given(source=words, target=words)
def test_plain_text_comes_back_as_it_went(kind: str, source: str, target: str) -> None:
    expected = tuple(text.replace("\r\n", "\n") for text in (source, target))
    assert back(kind, unit(source, target)) == expected


@BOTH
@settings(deadline=None, max_examples=150)
@given(source=rich_texts(), target=rich_texts())
def test_rich_text_comes_back_as_it_went(kind: str, source: str, target: str) -> None:
    came = back(kind, unit(source, target, is_html=True))
    assert [canonical(text, is_html=True) for text in came] == [source, target]


@pytest.mark.parametrize("text", AWKWARD)
@BOTH
def test_awkward_texts_come_back(kind: str, text: str) -> None:
    assert back(kind, unit(text, text)) == (text, text)


@BOTH
def test_the_programs_translators_use_read_the_same(kind: str) -> None:
    """translate-toolkit is what Weblate reads files with."""
    data = written(kind, unit("Stop\nthem", "أوقفوهم\n\\"), unit("Go"))
    store = {"po": pofile, "xliff": xlifffile}[kind].parsefile(io.BytesIO(data))
    units = [one for one in store.units if not one.isheader()]
    assert [(one.source, one.target or "") for one in units] == [("Stop\nthem", "أوقفوهم\n\\"), ("Go", "")]
    assert "Body › Paragraph" in units[0].getnotes()


def test_a_po_file_says_what_programs_need() -> None:
    former = unit("Stop them now", state=UnitState.CHANGED, previous_source="Stop them", previous_target="أوقفوهم")
    file = polib.pofile(written("po", former).decode(), encoding="utf-8")
    assert file.metadata["Language"] == "ar"
    assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert file.metadata["Plural-Forms"].startswith("nplurals=6;")
    assert file.metadata["X-Generator"] == "Clarion"
    (entry,) = file
    assert (entry.previous_msgid, entry.msgstr, entry.fuzzy) == ("Stop them", "أوقفوهم", True)
    comment = entry.comment.splitlines()
    assert comment[0] == "Stop the “returns” › Body › Paragraph"
    assert "Say it simply." in comment
    assert "At most 80 characters." in comment
    assert "https://campaign.example.org/en/" in comment


@pytest.mark.parametrize(("code", "name"), [("zh-hans", "zh_Hans"), ("pt-br", "pt_BR"), ("ko", "ko")])
def test_a_po_file_names_its_language_as_gettext_does(code: str, name: str) -> None:
    assert polib.pofile(written("po", unit("x"), language=code).decode()).metadata["Language"] == name


@pytest.mark.parametrize(("code", "tag"), [("zh-hans", "zh-Hans"), ("pt-br", "pt-BR"), ("ar", "ar")])
def test_an_xliff_file_names_its_language_as_xml_does(code: str, tag: str) -> None:
    assert f'target-language="{tag}"' in written("xliff", unit("x"), language=code).decode()


def test_an_xliff_file_has_a_file_for_each_page_with_limits_notes_and_former_wordings() -> None:
    former = unit("Stop them now", state=UnitState.CHANGED, previous_source="Stop them", previous_target="أوقفوهم")
    text = xliff.write([section(former), section(unit("Go"))], "ar", AT).decode()
    assert text.count("<file ") == 2
    assert 'original="Stop the “returns”"' in text
    assert 'maxwidth="80" size-unit="char"' in text
    assert "<note>https://campaign.example.org/en/</note>" in text
    assert '<note from="developer">Say it simply.</note>' in text
    assert '<target state="new" />' in text
    assert "<source>Stop them</source><target>أوقفوهم</target></alt-trans>" in text


def test_tags_of_rich_text_are_protected_in_xliff() -> None:
    rich = unit('Read <a id="a1">the <b>law</b></a><br/>now', is_html=True)
    assert (
        '<source>Read <g id="a1" ctype="link">the <g id="b1" ctype="bold">law</g></g><x id="br1" ctype="lb" />now'
        in written("xliff", rich).decode()
    )


def xliff_with(target: str, state: str = "translated") -> bytes:
    return (
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file target-language="ar"><body>'
        f'<trans-unit id="k"><source>x</source><target state="{state}">{target}</target></trans-unit>'
        "</body></file></xliff>"
    ).encode()


@pytest.mark.parametrize(
    "target",
    [
        '<g id="script1">x</g>',
        '<g id="b">x</g>',
        '<ph id="1">x</ph>',
        '<x id="c0"/>',
        '<x id="cd800"/>',
        '<x id="c41"/>',
        '<x id="b1"/>',
        "<g>" * 50 + "</g>" * 50,
        '<g id="b1">' * 50 + "</g>" * 50,
    ],
)
def test_elements_that_are_no_tags_of_rich_text_are_refused(target: str) -> None:
    (given,) = read(xliff_with(target)).entries
    with pytest.raises(BrokenTags):
        given.words(True)


def test_sentence_marks_of_programs_are_looked_through() -> None:
    (given,) = read(xliff_with('<mrk mtype="seg" mid="0">one.</mrk> <mrk mtype="seg" mid="1">two.</mrk>')).entries
    assert given.words(False) == ("x", "one. two.")


@pytest.mark.parametrize(
    ("state", "is_uncertain"),
    [
        ("new", False),
        ("translated", False),
        ("final", False),
        ("needs-translation", True),
        ("needs-review-translation", True),
    ],
)
def test_states_of_doubt_are_known(state: str, is_uncertain: bool) -> None:
    (given,) = read(xliff_with("y", state)).entries
    assert given.is_uncertain is is_uncertain


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xliff version="1.2"><file><body><trans-unit id="k"><source>&c;</source>
</trans-unit></body></file></xliff>"""
EXTERNAL = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xliff version="1.2"><file><body>
<trans-unit id="k"><source>&e;</source></trans-unit></body></file></xliff>"""

UNREADABLE = {
    "empty": b"",
    "blank": b" \n\n ",
    "binary": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "zip": b"PK\x03\x04whatever",
    "gzip": b"\x1f\x8b\x08\x00",
    "latin 1": 'msgid "a"\nmsgstr "ä"\n'.encode("latin-1"),
    "a path": b"/etc/passwd",
    "no po": b"Dear all, here is the translation.",
    "broken po": b'msgid "a"\nmsgstr "b\nmsgid oops',
    "quotes": b'msgid "a"b"\nmsgstr "c"\n',
    "no entries": b'msgid ""\nmsgstr "Language: ar\\n"\n',
    "broken xml": b"<xliff><file>",
    "other xml": b"<html><body/></html>",
    "xliff 2": b'<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0"/>',
    "no units": b'<xliff version="1.2"><file target-language="ar"><body/></file></xliff>',
    "two languages": b'<xliff version="1.2"><file target-language="ar"/><file target-language="de"/></xliff>',
    "utf 16 rubbish": b"\xff\xfe\x00\xd8\x00",
    "strange encoding": b'<?xml version="1.0" encoding="rot13"?><xliff version="1.2"/>',
    "entity bomb": BOMB,
    "external entity": EXTERNAL,
    "huge": b"#" * (LARGEST_FILE + 1),
    "too many tags": b"<" * (MOST_TAGS + 1),
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_file_of_ours_is_refused_with_a_message(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert len(str(caught.value)) > 10
    assert "root:" not in str(caught.value)


@BOTH
@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_damaged_files_are_read_or_refused_but_never_break(kind: str, data: st.DataObject) -> None:
    whole = written(kind, unit("Stop", "أوقفوا"), unit("<b>Go</b>", "<b>x</b>", is_html=True))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 40)))
    damaged = whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:]
    with suppress(Unreadable):
        for given_entry in read(damaged).entries:
            with suppress(BrokenTags):
                given_entry.words(True)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.sampled_from(
            [
                'msgid "a"',
                'msgstr "b"',
                'msgctxt "k"',
                "#, fuzzy",
                '"c"',
                "#| msgid",
                '#~ msgid "x"',
                "msgstr[0]",
                'msgstr[0] "y"',
                'msgid_plural "z"',
                "#",
                "#.",
                "#:",
                "#|",
                '#| "',
                "msgid",
                '"',
                "\\",
                '#| msgid "q"',
                'msgstr[x] "y"',
                "##",
                "#~|",
                "#,",
            ]
        ),
        max_size=12,
    )
)
def test_odd_po_files_are_read_or_refused_but_never_break(lines: list[str]) -> None:
    with suppress(Unreadable):
        for given_entry in read("\n".join(lines).encode()).entries:
            given_entry.words(False)
