"""Small pictures of numbers as SVG, made here: no script, no style, nothing to load, nothing to read in them.

They only repeat what stands in a table or in words beside them, so they are hidden from screen readers. Colours and
sizes come from the style sheet.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 600, 120
SPARK_WIDTH, SPARK_HEIGHT = 100, 24


def bars(values: Sequence[int]) -> SafeString:
    """A bar for each value, side by side; below zero counts as zero."""
    most = max([1, *values])
    step = WIDTH / max(len(values), 1)
    drawn = format_html_join(
        "",
        '<rect x="{}" y="{}" width="{}" height="{}"/>',
        (
            (_short(place * step), _short(HEIGHT - height), _short(step * 0.8), _short(height))
            for place, height in enumerate(max(value, 0) * HEIGHT / most for value in values)
        ),
    )
    return _picture("chart chart--bars", WIDTH, HEIGHT, drawn)


def bar(value: int, most: int) -> SafeString:
    """One lying bar, as long as its share of the longest."""
    length = _short(max(value, 0) * 100 / most if most > 0 else 0)
    return _picture("chart chart--bar", 100, 10, format_html('<rect width="{}" height="10"/>', length))


def sparkline(values: Sequence[int]) -> SafeString:
    """A line over the values, without axes."""
    most = max([1, *values])
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    points = " ".join(
        f"{_short(place * step)},{_short(SPARK_HEIGHT - 1 - max(value, 0) * (SPARK_HEIGHT - 2) / most)}"
        for place, value in enumerate(values)
    )
    drawn = format_html('<polyline points="{}" fill="none"/>', points)
    return _picture("chart chart--spark", SPARK_WIDTH, SPARK_HEIGHT, drawn)


def _picture(classes: str, width: int, height: int, drawn: SafeString) -> SafeString:
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">{}</svg>',
        classes,
        width,
        height,
        drawn,
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
