"""By which link a signature came: a word its petition knows, `newsletter` or `poster`, never one for a person.

The word stands in the address of the page (`?utm_source=newsletter`). Pages come from caches that know nothing of it,
so it is read when the form is sent, from the address the browser says the form stands at; no script and no cookie.
"""

from urllib.parse import parse_qs, urlsplit

from .models import Petition

PARAMETER = "utm_source"


def tag_in(petition: Petition, address: str, kept: str = "") -> str:
    """The petition's word in an address, or the one kept in a form that had to be mended; empty for all others."""
    try:
        words = parse_qs(urlsplit(address).query, max_num_fields=20).get(PARAMETER, [])
    except ValueError:
        words = []
    return next((word for word in (kept, *words) if word in petition.share_words), "")
