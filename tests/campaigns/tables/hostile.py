"""Files made to harm whoever opens them, built in memory: small ones that unpack to much, and cunning ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MEGABYTE = 1 << 20
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    "</Types>"
)
OPEN_DOCUMENT = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "script")
)
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
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for kind, target in (
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        )
        if kind == "worksheet" or f"xl/{target}" in (others or {})
    )
    sheets = sheets or '<sheet name="1" sheetId="1" r:id="worksheet"/>'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{RELATION}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": first,
        **(others or {}),
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
    method: int = 8
    flags: int = 0


def deflated(head: bytes, block: bytes, times: int, tail: bytes = b"") -> tuple[bytes, int]:
    """Compressed, with a block many times over, at the cost of compressing it once; and the size it unpacks to."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.compress(tail) + packer.flush()
    return start + again * times + end, len(head) + len(block) * times + len(tail)


def raw_archive(parts: Iterable[Part], entries: int | None = None, overlap: int = 0) -> bytes:
    """An archive written by hand; `overlap` moves what the directory says of where parts begin."""
    local, directory, count = b"", b"", 0
    for count, part in enumerate(parts, 1):
        name, crc = part.name.encode(), 0
        place = max(0, len(local) - overlap) if count > 1 else 0
        same = (part.flags, part.method, 0, 0, crc, len(part.packed), part.size, len(name), 0)
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, *same, 0, 0, 0, 0, place) + name
        local += struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, *same) + name + part.packed
    said = count if entries is None else entries
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, said, said, len(directory), len(local), 0)
    return local + directory + end


def stored(parts: dict[str, bytes | str]) -> list[Part]:
    """Parts that are not compressed."""
    made = ((name, content.encode() if isinstance(content, str) else content) for name, content in parts.items())
    return [Part(name, content, len(content), 0) for name, content in made]


def bomb(gigabytes: int = 4) -> bytes:
    """A workbook of less than 94 kB whose sheet says it unpacks to gigabytes."""
    packed, _size = deflated(b"", b"0" * MEGABYTE, 64)
    sheet1 = Part("xl/worksheets/sheet1.xml", packed, gigabytes * 1024 * MEGABYTE - 2)
    others = workbook_parts("")
    del others["xl/worksheets/sheet1.xml"]
    return raw_archive([*stored(others), sheet1])


def liar(gigabytes: int = 1) -> bytes:
    """A sheet that says it is small but unpacks to gigabytes."""
    packed, _size = deflated(sheet("").encode(), b" " * MEGABYTE, gigabytes * 1024)
    others = workbook_parts("")
    del others["xl/worksheets/sheet1.xml"]
    return raw_archive([*stored(others), Part("xl/worksheets/sheet1.xml", packed, 1000)])


def repeated(name: str, head: str, block: str, times: int, tail: str, others: dict[str, bytes | str]) -> bytes:
    """An archive with a part in which something stands very often, just so that its density is not suspicious."""
    salt = "".join(f"<!--{zlib.crc32(b'%d' % number):08x}-->" for number in range(3000))
    # Blocks of about a hundred kB, each with something in it that does not compress.
    piece = (block * max(1, 100_000 // len(block)) + salt[: 100_000 // 40]).encode()
    count = max(1, times * len(block) // len(piece))
    packed, size = deflated(head.encode(), piece, count, tail.encode())
    return raw_archive([*stored(others), Part(name, packed, size)])
