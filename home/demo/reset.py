"""Throws everything on a site away, so that the demo can be loaded afresh. For development only."""

from django.db import models, transaction
from wagtail.models import Page, Site
from wagtail_localize.models import TranslatableObject, TranslationContext

from campaigns.articles.models import Delivery, Mailing
from campaigns.donations.models import BankAccount, BankDetails
from campaigns.letters.models import AppealLetter, Guidance, Postage, Recipient, SentTally
from campaigns.petitions.models import (
    ConsentText,
    Invalidation,
    OutgoingMail,
    Petition,
    PetitionText,
    Reminder,
    Sheet,
    Signature,
    Suppression,
    Tally,
    TallyEntry,
)
from home.models import HomePage, OrganisationSettings, Picture, SiteTexts

# What refers to a thing goes before the thing.
BEFORE_PAGES: tuple[type[models.Model], ...] = (
    Delivery,
    Mailing,
    OutgoingMail,
    Signature,
    Invalidation,
    Reminder,
    PetitionText,
    Sheet,
    Suppression,
    TallyEntry,
    Tally,
    SentTally,
)
AFTER_PAGES: tuple[type[models.Model], ...] = (
    Petition,
    AppealLetter,
    Recipient,
    Guidance,
    Postage,
    BankAccount,
    BankDetails,
    ConsentText,
    SiteTexts,
    OrganisationSettings,
    TranslatableObject,
    TranslationContext,
    Picture,
)


@transaction.atomic
def empty_site(site: Site) -> None:
    """Delete all pages but an empty home page, and with them petitions, signatures, texts and pictures."""
    for model in BEFORE_PAGES:
        model._base_manager.all().delete()
    home = HomePage.objects.get(pk=site.root_page_id)
    for page in [*home.get_children(), *Page.objects.sibling_of(home, inclusive=False)]:
        page.refresh_from_db()
        page.specific.delete()
    for model in AFTER_PAGES:
        model._base_manager.all().delete()
