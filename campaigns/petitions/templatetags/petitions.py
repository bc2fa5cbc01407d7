"""What petition templates ask for: the form, and the consent wording as this page's readers see it."""

from typing import Any

from django import template

from campaigns.petitions.consent import ConsentWording
from campaigns.petitions.consent import consent_wording as wording_for
from campaigns.petitions.forms.visitors import SignForm
from campaigns.petitions.offers import offer_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sign_form(context: dict[str, Any]) -> SignForm | None:
    """The form as the visitor filled it in, a fresh one, or None while the petition takes no signatures."""
    if context.get("bound_form"):
        return context["bound_form"]
    offer = offer_of(context["page"]) if context["is_signable"] else None
    return SignForm(offer=offer) if offer else None


@register.simple_tag(takes_context=True)
def consent_wording(context: dict[str, Any]) -> ConsentWording | None:
    """What people declare by signing and what happens to their data, filled in for this petition."""
    text = context["page"].consent_text
    return wording_for(text, context["page"]) if text else None
