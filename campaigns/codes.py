"""QR codes as pictures: dark on white, with the quiet zone readers need (ISO/IEC 18004)."""

from io import BytesIO

import segno

QUIET_ZONE = 4
PIXELS_PER_MODULE = 8
# Medium error correction: a smudge of 15 % is mended.
LEVEL = "m"
WHITE = "#fff"


def qr_png(content: str) -> bytes:
    """A PNG of the text, in UTF-8."""
    return _drawn(content, "png", scale=PIXELS_PER_MODULE, light=WHITE)


def qr_svg(content: str) -> str:
    """The same as SVG, for print."""
    return _drawn(content, "svg", light=WHITE, xmldecl=False).decode()


def qr_version(content: str) -> int:
    """How large the code is: from 1, 21 modules wide, to 40, 177 modules wide."""
    return int(_code(content).version)


def _code(content: str) -> segno.QRCode:
    return segno.make_qr(content, error=LEVEL, boost_error=False, encoding="utf-8")


def _drawn(content: str, kind: str, **options: object) -> bytes:
    picture = BytesIO()
    _code(content).save(picture, kind=kind, border=QUIET_ZONE, **options)
    return picture.getvalue()
