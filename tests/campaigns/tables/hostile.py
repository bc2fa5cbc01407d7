"""Files made to harm whoever opens them, built in memory: small ones that unpack to much, and cunning ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

MEGABYTE = 1 << 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OPEN_DOCUMENT = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "script")
)
FIRST_SHEET = "xl/worksheets/sheet1.xml"
NAME = '<c r="A1" t="inlineStr"><is><t>Name</t></is></c>'


def archive(parts: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An honest archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def sheet(rows: str, before: str = "") -> str:
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def workbook_parts(
    first: bytes | str, others: dict[str, bytes | str] | None = None, sheets: str = ""
) -> dict[str, bytes | str]:
    """What a workbook with one sheet is made of; `sheets` says more than that one."""
    others = others or {}
    kinds = [kind for kind in ("sharedStrings", "styles") if f"xl/{kind}.xml" in others]
    relations = "".join(f'<Relationship Id="{kind}" Type="{RELATION}/{kind}" Target="{kind}.xml"/>' for kind in kinds)
    types = "".join(f'<Override PartName="/xl/{kind}.xml" ContentType="{SPREADSHEET}.{kind}+xml"/>' for kind in kinds)
    sheets = sheets or '<sheet name="1" sheetId="1" r:id="sheet"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/>{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATION}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="sheet" '
        f'Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": first,
        **others,
    }


def workbook(first: bytes | str, others: dict[str, bytes | str] | None = None, sheets: str = "") -> bytes:
    return archive(workbook_parts(first, others, sheets))


def document_parts(tables: str, before: str = "", prologue: str = "") -> dict[str, bytes | str]:
    """What an OpenDocument spreadsheet is made of."""
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<m/>",
        "content.xml": f"{prologue}<office:document-content{OPEN_DOCUMENT}>{before}"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>",
    }


def document(rows: str, before: str = "", prologue: str = "") -> bytes:
    return archive(document_parts(f"<table:table>{rows}</table:table>", before, prologue))


@dataclass(frozen=True)
class Part:
    """An entry of an archive as it is to be written, true or not."""

    name: str
    packed: bytes
    size: int
    crc: int = 0
    method: int = 8
    flags: int = 0


def deflated(name: str, head: bytes, block: bytes, times: int, tail: bytes = b"") -> Part:
    """A part with a block many times over, at the cost of compressing it once."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(tail) + packer.flush()
    crc = zlib.crc32(head)
    for _time in range(times):
        crc = zlib.crc32(block, crc)
    size = len(head) + len(block) * times + len(tail)
    return Part(name, start + again * times + end, size, zlib.crc32(tail, crc))


def raw_archive(parts: Iterable[Part], entries: int | None = None, overlap: int = 0) -> bytes:
    """An archive written by hand; `overlap` moves what the directory says of where parts begin."""
    local, directory, count = bytearray(), bytearray(), 0
    for count, part in enumerate(parts, 1):
        name = part.name.encode()
        place = max(0, len(local) - overlap) if count > 1 else 0
        same = (part.flags, part.method, 0, 0, part.crc, len(part.packed), part.size, len(name), 0)
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, *same, 0, 0, 0, 0, place) + name
        local += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, *same) + name + part.packed
    said = count if entries is None else entries
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, said, said, len(directory), len(local), 0)
    return bytes(local + directory + end)


def stored(parts: dict[str, bytes | str]) -> list[Part]:
    """Parts that are not compressed."""
    made = ((name, content.encode() if isinstance(content, str) else content) for name, content in parts.items())
    return [Part(name, content, len(content), zlib.crc32(content), 0) for name, content in made]


def bomb(gigabytes: int = 4) -> bytes:
    """A workbook of less than 94 kB whose sheet says it unpacks to gigabytes."""
    zeros = deflated(FIRST_SHEET, b"", b"0" * MEGABYTE, 64)
    sheet1 = replace(zeros, size=gigabytes * 1024 * MEGABYTE - 2)
    return raw_archive([*stored(without(FIRST_SHEET, workbook_parts(""))), sheet1])


def liar(gigabytes: int = 1) -> bytes:
    """A sheet that says it is small but unpacks to gigabytes."""
    sheet1 = deflated(FIRST_SHEET, sheet("").encode(), b" " * MEGABYTE, gigabytes * 1024)
    return raw_archive([*stored(without(FIRST_SHEET, workbook_parts(""))), replace(sheet1, size=1000)])


def without(name: str, parts: dict[str, bytes | str]) -> dict[str, bytes | str]:
    return {other: content for other, content in parts.items() if other != name}


def repeated(parts: dict[str, bytes | str], name: str, block: str, times: int) -> bytes:
    """An archive in one part of which something stands very often, in place of “{}”.

    Now and then there is a comment that does not compress, so that the part is not suspiciously dense.
    """
    head, _place, tail = str(parts[name]).partition("{}")
    salt = "".join(f"<!--{zlib.crc32(b'%d' % number):08x}-->" for number in range(150))
    piece = (block * max(1, 100_000 // len(block)) + salt).encode()
    part = deflated(name, head.encode(), piece, max(1, times * len(block) // len(piece)), tail.encode())
    return raw_archive([*stored(without(name, parts)), part])
