"""Colours as numbers: contrast by WCAG 2.2, and the shades that follow from one accent colour."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WHITE = "#ffffff"
BLACK = "#000000"
# The darkest background our pages use in dark mode; text in the accent's light shade is read on it.
NIGHT = "#16130f"
READABLE = 4.5
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


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


@dataclass(frozen=True)
class Shades:
    """The accent as one mode needs it: for text and buttons, pressed, as a tint, and what is written on it."""

    accent: str
    strong: str
    soft: str
    on_accent: str


def day_shades(accent: str) -> Shades:
    """The shades on a white page."""
    return Shades(accent=accent, strong=mix(accent, BLACK, 0.25), soft=mix(accent, WHITE, 0.9), on_accent=WHITE)


def night_shades(accent: str) -> Shades:
    """The shades on a dark page: the same hue, as much lighter as reading needs."""
    steps = (mix(accent, WHITE, share / 20) for share in range(21))
    lightened = next(shade for shade in steps if contrast(shade, NIGHT) >= READABLE + 1)
    return Shades(accent=lightened, strong=mix(lightened, WHITE, 0.35), soft=mix(accent, NIGHT, 0.75), on_accent=NIGHT)


def check_accent(colour: str) -> None:
    """Refuse a colour that is none, or in which text on white could not be read."""
    if not HEX_COLOUR.fullmatch(colour):
        raise ValidationError(
            _("Write the colour as # and six digits or letters from a to f, as in #9c2f1f."), code="not_a_colour"
        )
    ratio = contrast(colour, WHITE)
    if ratio < READABLE:
        raise ValidationError(
            _(
                "Too light to read: its contrast against white is %(ratio).1f to 1, and 4.5 to 1 is needed. "
                "%(suggestion)s is the nearest darker shade that is enough."
            ),
            params={"ratio": ratio, "suggestion": nearest_readable(colour)},
            code="too_light",
        )


def nearest_readable(colour: str) -> str:
    """The colour, darkened just as far as white needs to be readable on it."""
    return next(shade for share in range(101) if contrast(shade := mix(colour, BLACK, share / 100), WHITE) >= READABLE)
