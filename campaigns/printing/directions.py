"""Lines of an address read in the direction of their own script, whatever stands around them."""

import unicodedata
from collections.abc import Iterable
from typing import Any


def address_lines(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Lines of an address, each in the direction of its own script."""
    return [{"words": line, "is_right_to_left": _begins_right_to_left(line)} for line in lines]


def _begins_right_to_left(line: str) -> bool:
    """Whether the first letter with a direction runs from right to left (Unicode bidirectional algorithm, rule P2)."""
    directions = map(unicodedata.bidirectional, line)
    return next((direction for direction in directions if direction in {"L", "R", "AL"}), "L") != "L"
