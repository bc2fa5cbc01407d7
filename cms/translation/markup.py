"""Whether the tags people type or send can be taken as they are."""

import re

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*?(/?)>")
# More than any text has, and fewer than it takes to wear out who reads them one within the other.
MOST_TAGS = 200


def has_whole_tags(text: str) -> bool:
    """Whether each tag is opened and closed in order, and there are not too many of them.

    BeautifulSoup would guess where a missing one belongs.
    """
    if text.count("<") > MOST_TAGS:
        return False
    opened: list[str] = []
    for closing, name, alone in TAG.findall(text):
        if name.lower() == "br" or alone:
            continue
        if not closing:
            opened.append(name.lower())
        elif not opened or opened.pop() != name.lower():
            return False
    return not opened
