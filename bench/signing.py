"""A signature as a browser would send it from the petition's page."""

import re

from bench.load import Request

PETITION = "/en/campaigns/north-korea/petition/"


def form_of(page: str) -> Request:
    """The form on that page, filled in by somebody new each time."""
    hidden = dict(re.findall(r'<input type="hidden" name="(consent|text|form_time)" value="([^"]*)"', page))
    address = re.search(r'action="([^"]*/sign/)"', page)
    if set(hidden) != {"consent", "text", "form_time"} or address is None:
        raise RuntimeError("the form on the petition page was not understood")
    person = {"name": "Jane Doe {n}", "email": "jane.{n}@example.org", "country": "DE", "place": "Mainz", "website": ""}
    return Request(address[1], person | hidden)
