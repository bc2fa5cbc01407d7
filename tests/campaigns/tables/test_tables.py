"""Tables as people send them, and as they must never be read or written."""

import datetime
import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.tables.cells import is_formula, plain_cell, safe_cell
from campaigns.tables.reading import Table, open_table
from campaigns.tables.refusing import Refusal, Unreadable, explain
from campaigns.tables.writing import FORMATS, write_table

FILES = Path(__file__).parent / "files"
XLSX_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def read(content: bytes, **how: str) -> tuple[Table, list[tuple[str, ...]]]:
    table = open_table(io.BytesIO(content), **how)
    return table, [cells for _number, cells in table.rows]


def written(kind: str, header: tuple[str, ...], rows: list[tuple]) -> bytes:
    out = io.BytesIO()
    write_table(kind, header, rows, out)
    return out.getvalue()


@given(st.text())
def test_what_was_made_safe_is_plain_again(text: str) -> None:
    assert plain_cell(safe_cell(text)) == text
    assert not is_formula(safe_cell(text))


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-1", "@SUM(A1)", "%x", "|calc", "＝1", " =1", "\u200b=1", "\t1", "\r1", "'=1"]
)
def test_what_a_spreadsheet_would_calculate_is_made_safe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ada", "O'Hara", "'t Hooft", "김", "1+1", "𝐀=", "(=1"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == plain_cell(text) == text


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_what_is_written_is_read_again(kind: str) -> None:
    header = ("Name", "Place", "Comment")
    rows = [("=HYPERLINK(1)", "Köln", "a\nb"), ("محمد", "", "“q”, 'x'; \"z\""), ("'t Hooft", "서울", "😀 <b>&amp;</b>")]
    table, found = read(written(kind, header, rows))
    assert (table.kind, table.header, found) == (kind, header, rows)


@pytest.mark.parametrize("kind", ["csv", "json", "ods"])
def test_the_same_rows_make_the_same_bytes(kind: str) -> None:
    assert written(kind, ("a",), [("x",), ("y",)]) == written(kind, ("a",), [("x",), ("y",)])


@pytest.mark.parametrize("kind", FORMATS)
def test_no_file_holds_a_formula(kind: str) -> None:
    content = written(kind, ("=A1",), [("=1+1",), ("@x",), (5,)])
    if kind == "xlsx":
        cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).active for cell in row]
        assert [cell.data_type for cell in cells] == ["s", "s", "s", "n"]
    elif kind == "ods":
        assert b"formula" not in zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    elif kind == "csv":
        assert content.decode("utf-8-sig").split("\r\n")[:3] == ["'=A1", "'=1+1", "'@x"]


@pytest.mark.parametrize("name", ["libreoffice.ods", "libreoffice.xlsx", "libreoffice.csv"])
def test_files_of_libreoffice_are_read(name: str) -> None:
    table, rows = read((FILES / name).read_bytes())
    assert table.header == ("Name", "E-Mail", "Ort", "Datum")
    assert rows == [
        ("Jörg Beispiel", "joerg@example.org", "Köln, Süd", "2026-05-01"),
        ("홍길동", "hong@example.org", "서울\n중구", "2026-05-02"),
        ("محمد مثال", "", "القاهرة", ""),
    ]


def test_a_workbook_of_excel_is_read_with_its_numbers_and_days() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.create_sheet("Second")
    sheet.append(["Name", "Sheet", "Signed", "Updates"])
    day = ["Ada Example", 17.0, datetime.datetime(2026, 5, 1), True]  # noqa: DTZ001 - a workbook knows no time zones
    sheet.append(day)
    sheet.append([None, None, None, None])
    sheet.append(["Ben Example", 3.5, None, None])
    out = io.BytesIO()
    workbook.save(out)
    table = open_table(out)
    assert list(table.rows) == [(2, ("Ada Example", "17", "2026-05-01", "true")), (4, ("Ben Example", "3.5", "", ""))]


def test_a_file_of_a_bank_is_read() -> None:
    text = 'Name;Straße;Bemerkung\r\n"Müller; Jörg";Höhe 1;"zwei\r\nZeilen ""und"" mehr"\r\nAda;;\r\n'
    table, rows = read(text.encode("latin-1"))
    assert (table.encoding, table.delimiter) == ("cp1252", ";")
    assert rows == [("Müller; Jörg", "Höhe 1", 'zwei\r\nZeilen "und" mehr'), ("Ada", "", "")]


@pytest.mark.parametrize(
    ("encoding", "delimiter", "words"),
    [
        ("utf-8-sig", ",", "Größe"),
        ("utf-16", "\t", "Größe 홍길동"),
        ("cp1251", ";", "Иван Петров из Москвы"),
        ("koi8-r", ";", "Иван Петров из Москвы"),
        ("cp949", ",", "홍길동 서울특별시"),
        ("gb18030", "|", "王小明 北京市"),
        ("cp1256", ";", "محمد علي القاهرة"),
    ],
)
def test_encoding_and_delimiter_are_found_out(encoding: str, delimiter: str, words: str) -> None:
    lines = [delimiter.join((f"{words} {n}", words, "x")) for n in range(9)]
    table, rows = read("\r\n".join(lines).encode(encoding))
    assert (table.encoding, table.delimiter, rows[0][1]) == (encoding, delimiter, words)


def test_other_ways_of_writing_csv() -> None:
    assert read(b"sep=;\r\na;b\r\n1;2\r\n")[1] == [("1", "2")]
    assert read(b"a,b\r1,2\r")[1] == [("1", "2")]
    assert read(b"Name\nAda\n\nBen\n")[1] == [("Ada",), ("Ben",)]
    assert read("Name;Ort\nŁódź;x\n".encode("cp1250"), encoding="cp1250")[1] == [("Łódź", "x")]


def test_what_programs_put_into_workbooks_is_read_as_one_sees_it() -> None:
    """Runs of one text, how a name is read aloud, a carriage return, a text in its cell, empty cells left out."""
    texts = (
        "<si><t>Name</t></si><si><t>Note</t></si>"
        "<si> <r><t>Jörg </t></r>\n <r><t>Beispiel</t></r></si>"
        '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
        "<si><t>one_x000D_\ntwo</t></si><si/>"
    )
    rows = (
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" t="s"><v>2</v></c><c r="B3" t="s"><v>3</v></c></row>'
        '<row r="4"><c r="B4" t="s"><v>4</v></c></row>'
        '<row r="9"><c r="A9" t="inlineStr"><is><t>Ada</t><rPh><t>a</t></rPh></is></c><c t="s"><v>5</v></c></row>'
    )
    table = open_table(io.BytesIO(with_texts(texts, rows)))
    assert table.header == ("Name", "Note")
    assert list(table.rows) == [
        (3, ("Jörg Beispiel", "東京")),
        (4, ("", "one\r\ntwo")),
        (9, ("Ada", "")),
    ]


def test_a_workbook_is_read_from_the_first_sheet_one_can_see() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Empty")
    book.create_sheet("Shown").append(["Name"])
    out = io.BytesIO()
    book.save(out)
    assert open_table(out).header == ("Name",)


def test_notes_and_drawings_are_not_what_a_cell_says() -> None:
    cell = (
        "<table:table-cell><office:annotation><text:p>by Ben</text:p></office:annotation><text:p>Na<text:s/>me</text:p>"
        "<draw:frame><text:p>no</text:p></draw:frame><text:p>two</text:p></table:table-cell>"
    )
    content = ods(f'<x xmlns:draw="d">{TABLE.format(f"<table:table-row>{cell}</table:table-row>")}</x>')
    assert open_table(io.BytesIO(content)).header == ("Na me\ntwo",)


def test_rows_that_were_only_coloured_are_no_attack() -> None:
    named = '<row><c t="str"><v>Name</v></c></row><row><c t="str"><v>Ada</v></c></row>'
    coloured = "".join(f'<row r="{n}"><c s="1"/><c s="1"/></row>' for n in range(3, 200_003))
    assert read(of_rows(named + coloured))[1] == [("Ada",)]


@pytest.mark.parametrize("cell", ["9" * 5000, "1e", "inf", "-", "٣", "1e999"])
def test_numbers_that_are_none_are_damage_or_text(cell: str) -> None:
    content = of_rows(f"<row><c><v>{cell}</v></c></row>")
    try:
        assert open_table(io.BytesIO(content)).header[0] in {"inf", "3"}
    except Unreadable as refused:
        assert refused.reason == Refusal.DAMAGED  # noqa: PT017 - either is right


def archive(**parts: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def ods(content: str, **others: str) -> bytes:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"<office:document-content{names}>{content}</office:document-content>"
    return archive(**{"META-INF/manifest.xml": "<m/>", "content.xml": body, **others})


def formula() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Name"])
    workbook.active.append(["=1+1"])
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of some kB whose sheet claims, and is, gigabytes of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = b"0" * (1 << 20)
    packed = b"".join([packer.compress(piece) for _ in range(64)] + [packer.flush()])
    name = b"xl/worksheets/sheet1.xml"
    size = 4 * 1024**3 - 2
    head = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), size, len(name), 0)
    others = archive(**{"xl/workbook.xml": "<x/>", "[Content_Types].xml": XLSX_TYPES})
    entries = zipfile.ZipFile(io.BytesIO(others)).infolist()
    start = others.index(b"PK\x01\x02")
    central = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(packed), size, len(name), 0, 0, 0, 0, 0, start
    )
    directory = others[start : others.index(b"PK\x05\x06")] + central + name
    local = head + name + packed
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, len(entries) + 1, len(entries) + 1, len(directory), start + len(local), 0
    )
    return others[:start] + local + directory + end


def workbook(sheet: str | bytes, **others: str) -> bytes:
    """An XLSX made by hand, around the XML of its only sheet."""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return archive(
        **{
            "[Content_Types].xml": XLSX_TYPES,
            "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{relation}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            '<sheet name="1" sheetId="1" r:id="s"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="s" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
            **others,
        }
    )


def relations(**parts: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    entries = "".join(
        f'<Relationship Id="{name}" Type="{kind}/{name}" Target="{part}"/>' for name, part in parts.items()
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def of_rows(rows: str) -> bytes:
    return workbook(SHEET.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>"))


def with_texts(texts: str, rows: str) -> bytes:
    """An XLSX made by hand, with its own table of texts."""
    return workbook(
        SHEET.replace("<sheetData/>", f"<sheetData>{rows}</sheetData>"),
        **{
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="r"><sheet r:id="worksheet"/></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                worksheet="worksheets/sheet1.xml", sharedStrings="/xl/sharedStrings.xml", styles="styles.xml"
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        },
    )


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
TABLE = "<office:body><office:spreadsheet><table:table>{}</table:table></office:spreadsheet></office:body>"
NAMED = "<table:table-row><table:table-cell{}><text:p>Name</text:p></table:table-cell></table:table-row>"

HOSTILE: dict[str, tuple[Callable[[], bytes], Refusal]] = {
    "a PDF": (lambda: b"%PDF-1.7\n...", Refusal.WRONG_TYPE),
    "a web page": (lambda: b"<!DOCTYPE html><table>", Refusal.WRONG_TYPE),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n", Refusal.WRONG_TYPE),
    "a program": (lambda: b"MZ\x90\x00", Refusal.WRONG_TYPE),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, Refusal.WRONG_TYPE),
    "a workbook with a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        Refusal.PASSWORD,
    ),
    "a document": (lambda: archive(**{"word/document.xml": "<x/>"}), Refusal.WRONG_TYPE),
    "a bomb": (bomb, Refusal.BOMB),
    "a dense part": (lambda: workbook(SHEET, **{"xl/media/x.bin": "0" * (12 << 20)}), Refusal.BOMB),
    "too many parts": (lambda: workbook(SHEET, **{f"x/{n}": "" for n in range(1100)}), Refusal.BOMB),
    "macros": (lambda: workbook(SHEET, **{"xl/vbaProject.bin": "x"}), Refusal.MACROS),
    "macros of LibreOffice": (lambda: ods(TABLE.format(""), **{"Basic/x.xml": "<x/>"}), Refusal.MACROS),
    "a formula": (formula, Refusal.FORMULA),
    "a formula of LibreOffice": (
        lambda: ods(TABLE.format(NAMED.format(' table:formula="of:=1+1"'))),
        Refusal.FORMULA,
    ),
    "entities": (lambda: workbook(LAUGHS + SHEET), Refusal.ENTITIES),
    "entities of LibreOffice": (
        lambda: archive(**{"META-INF/manifest.xml": "<m/>", "content.xml": LAUGHS + "<x>&b;</x>"}),
        Refusal.ENTITIES,
    ),
    "rows without end": (
        lambda: ods(TABLE.format(NAMED.format("").replace("row>", 'row table:number-rows-repeated="1000000">', 1))),
        Refusal.BOMB,
    ),
    "cells without end": (
        lambda: ods(TABLE.format(NAMED.format(' table:number-columns-repeated="16000"'))),
        Refusal.BOMB,
    ),
    "null bytes": (lambda: b"Name\nA\x00da\n", Refusal.NULL_BYTES),
    "only zeros": (lambda: b"\x00" * 100, Refusal.NULL_BYTES),
    "no rows": (lambda: b"\n\n , \n", Refusal.EMPTY),
    "no sheet": (lambda: workbook(SHEET), Refusal.EMPTY),
    "one header twice": (lambda: b"Name,NAME \na,b\n", Refusal.SAME_HEADER),
    "a column too many": (lambda: b",".join([b"x%d" % n for n in range(101)]), Refusal.TOO_MANY_COLUMNS),
    "a cell as long as a book": (lambda: b"Name\n" + b"a" * 20_000 + b"\n", Refusal.TOO_LONG),
    "a row longer than the header": (lambda: b"Name,Country\nDoe,Ada,DE\n", Refusal.RAGGED),
    "empty rows of LibreOffice without end": (
        lambda: ods(TABLE.format("<table:table-row/>" * 400_000)),
        Refusal.MOSTLY_EMPTY,
    ),
    "empty rows without end": (lambda: of_rows("<row/>" * 1_600_000), Refusal.MOSTLY_EMPTY),
    "empty rows without end, each another": (
        lambda: of_rows("".join(f'<row r="{n}" spans="1:{n * 7919 % 99991}"/>' for n in range(1, 900_000))),
        Refusal.MOSTLY_EMPTY,
    ),
    "empty cells without end": (lambda: of_rows("<row>" + "<c/>" * 1_900_000), Refusal.MOSTLY_EMPTY),
    "blanks without end": (
        lambda: of_rows("".join(f'<row r="{n}"><c t="str"><v> </v></c></row>' for n in range(1, 200_000))),
        Refusal.MOSTLY_EMPTY,
    ),
    "elements without end": (lambda: workbook("<a>" + "<a/>" * 2_000_000), Refusal.MOSTLY_EMPTY),
    "elements within elements": (lambda: workbook("<a>" * 3_000_000), Refusal.MOSTLY_EMPTY),
    "a tag without end": (lambda: workbook('<a b="' + "c" * 9_000_000), Refusal.BOMB),
    "a row behind itself": (
        lambda: of_rows('<row r="5"><c t="str"><v>a</v></c></row><row r="2"/>'),
        Refusal.DAMAGED,
    ),
    "a cell over itself": (
        lambda: of_rows('<row><c r="A1" t="str"><v>a</v></c><c r="A1"/></row>'),
        Refusal.DAMAGED,
    ),
    "a cell far out": (lambda: of_rows('<row><c r="ZZZ1" t="str"><v>a</v></c></row>'), Refusal.TOO_MANY_COLUMNS),
    "texts without end": (
        lambda: with_texts(
            "".join(f"<si><t>{n * 7919}</t></si>" for n in range(400_000)), '<row><c t="s"><v>399999</v></c></row>'
        ),
        Refusal.BOMB,
    ),
    "one text without end": (
        lambda: with_texts("<si><t>" + "a" * 9_900_000, '<row><c t="s"><v>0</v></c></row>'),
        Refusal.MOSTLY_EMPTY,
    ),
    "all that keeps a reader busy": (
        lambda: with_texts(
            "".join(f"<si><t>{n * 7919}</t></si>" for n in range(200_000)),
            "<row/>" * 40_000 + '<row><c t="s"><v>199000</v></c></row>' + "<row/>" * 400_000,
        ),
        Refusal.MOSTLY_EMPTY,
    ),
    "no style": (lambda: with_texts("", '<row><c s="1"><v>1</v></c></row>'), Refusal.DAMAGED),
    "definitions further down": (
        lambda: workbook(f"<!--{'a' * 70_000}-->{LAUGHS}{SHEET}"),
        Refusal.ENTITIES,
    ),
    "definitions in UTF-16": (
        lambda: workbook(f'<?xml version="1.0" encoding="utf-16"?>{LAUGHS}{SHEET}'.encode("utf-16")),
        Refusal.ENTITIES,
    ),
    "a directory without end": (lambda: archive(**{f"{n:030}": "" for n in range(20_000)}), Refusal.BOMB),
    "spaces without end": (
        lambda: ods(TABLE.format(f"<table:table-row><table:table-cell><text:p>{'<text:s/>' * 900_000}")),
        Refusal.MOSTLY_EMPTY,
    ),
    "commas without end": (lambda: b"," * (40 << 20), Refusal.MOSTLY_EMPTY),
    "a line without end": (lambda: b"a," * (20 << 20), Refusal.TOO_MANY_COLUMNS),
    "a quotation without end": (lambda: b'"' + b"a\n" * (20 << 20), Refusal.DAMAGED),
    "lines without end": (lambda: b"\n" * (40 << 20), Refusal.MOSTLY_EMPTY),
    "blank cells without end": (lambda: (b" ," * 99 + b"\n") * 200_000, Refusal.MOSTLY_EMPTY),
    "a text that is not there": (
        lambda: with_texts("<si><t>Name</t></si>", '<row><c t="s"><v>9</v></c></row>'),
        Refusal.DAMAGED,
    ),
    "half an archive": (lambda: formula()[:400], Refusal.DAMAGED),
    "not XML": (lambda: workbook("<worksheet"), Refusal.DAMAGED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason_within_a_second(name: str) -> None:
    make, reason = HOSTILE[name]
    content = make()
    started = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert time.process_time() - started < 1
    assert refused.value.reason == reason
    assert len(explain(refused.value)) > 20


def test_a_bomb_is_small() -> None:
    assert len(bomb()) < 94_000


def test_a_file_that_is_too_large_is_not_read() -> None:
    class Large(io.BytesIO):
        def tell(self) -> int:
            return 51 * 1024 * 1024

        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError

    with pytest.raises(Unreadable) as refused:
        open_table(Large())
    assert refused.value.reason == Refusal.TOO_LARGE


def test_a_wrong_encoding_is_said() -> None:
    with pytest.raises(Unreadable) as refused:
        read("Größe;ü\n".encode("latin-1"), encoding="utf-8")
    assert refused.value.reason == Refusal.ENCODING


def test_the_file_stays_open() -> None:
    content = io.BytesIO(b"Name\nAda\n")
    list(open_table(content).rows)
    assert not content.closed


def test_more_rows_than_a_table_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.tables.reading.MOST_ROWS", 3)
    with pytest.raises(Unreadable) as refused:
        read(b"Name\n" + b"Ada\n" * 5)
    assert refused.value.reason == Refusal.TOO_MANY_ROWS


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_long_list_is_no_bomb(kind: str) -> None:
    rows = [(f"Ada Example {n}", f"ada{n}@example.org", "DE", "2026-05-01", "yes") for n in range(70_000)]
    assert len(read(written(kind, ("name", "email", "country", "date", "flag"), rows))[1]) == 70_000
