"""Colours as numbers: contrast by WCAG 2.2, and the shades that follow from one accent colour."""

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

WHITE = "#ffffff"
BLACK = "#000000"
# The darkest of our light backgrounds and the two of dark mode, as in static/css/clarion.css.
PAPER = "#faf6f0"
NIGHT = "#171310"
NIGHT_SHEET = "#211c18"
READABLE = 4.5
# Some more, because links are also read on tints of the accent itself.
READABLE_AT_NIGHT = 5.5
HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def relative_luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of a "#rrggbb" colour, 0 for black to 1 for white."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours, 1 to 21."""
    lighter, darker = sorted((relative_luminance(one), relative_luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it."""
    mixed = (round(a + (b - a) * share) for a, b in zip(_channels(colour), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def lighten(colour: str, share: float) -> str:
    """The same hue and saturation, `share` (0 to 1) of the way to white: a red stays red instead of fading to pink."""
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in _channels(colour)))
    lightened = hls_to_rgb(hue, lightness + (1 - lightness) * share, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in lightened)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@dataclass(frozen=True)
class Shades:
    """The accent as one mode needs it, and the colour of what is written on it. Other shades are mixed in the CSS."""

    accent: str
    on_accent: str


def day_shades(accent: str) -> Shades:
    """The shades on a light page."""
    return Shades(accent=accent, on_accent=WHITE)


def night_shades(accent: str) -> Shades:
    """The shades on a dark page: the same hue, as much lighter as reading needs."""
    steps = (lighten(accent, share / 20) for share in range(21))
    return Shades(
        accent=next(shade for shade in steps if contrast(shade, NIGHT_SHEET) >= READABLE_AT_NIGHT), on_accent=NIGHT
    )


def check_accent(colour: str) -> None:
    """Refuse a colour that is none, or that could not be read on our light pages nor white text on it."""
    if not HEX_COLOUR.fullmatch(colour):
        raise ValidationError(
            _("Write the colour as # and six digits or letters from a to f, as in #9c2f1f."), code="not_a_colour"
        )
    if _is_readable(colour):
        return
    message = _(
        "Too light to read: its contrast against the page is %(ratio)s to 1, and 4.5 to 1 is needed. "
        "%(suggestion)s is the nearest darker shade that is enough."
    )
    words = {"ratio": number_format(contrast(colour, PAPER), 1), "suggestion": nearest_readable(colour)}
    raise ValidationError(message, params=words, code="too_light")


def nearest_readable(colour: str) -> str:
    """The colour, darkened just as far as reading needs."""
    return next(shade for share in range(101) if _is_readable(shade := mix(colour, BLACK, share / 100)))


def _is_readable(colour: str) -> bool:
    return min(contrast(colour, PAPER), contrast(colour, WHITE)) >= READABLE
