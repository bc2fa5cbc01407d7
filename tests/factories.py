"""Pages and records for tests; every person in them is plainly made up."""

from typing import Any

import factory
import wagtail_factories
from wagtail.models import Locale, Page

from campaigns.articles.models import CampaignIndexPage, CampaignPage, UpdatePage
from campaigns.donations.models import BankAccount, DonationPage
from campaigns.letters.models import AppealLetterPage, Guidance, Recipient
from campaigns.petitions.models import ConsentText, Petition, PetitionPage
from home.models import HomePage, StandardPage


class HomePageFactory(wagtail_factories.PageFactory):
    title = "Home"

    class Meta:
        model = HomePage


class CampaignIndexPageFactory(wagtail_factories.PageFactory):
    title = "Campaigns"

    class Meta:
        model = CampaignIndexPage


class CampaignPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Campaign {}".format)

    class Meta:
        model = CampaignPage


class UpdatePageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Update {}".format)

    class Meta:
        model = UpdatePage


class StandardPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Page {}".format)

    class Meta:
        model = StandardPage


class PetitionPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Let them stay, demand {}".format)
    addressee = "the Embassy of Examplia"
    demand = "<p>Let those who fled stay where they are safe.</p>"
    summary = "People who fled must not be sent back."

    class Meta:
        model = PetitionPage


class RecipientFactory(factory.django.DjangoModelFactory):
    office = factory.Sequence("The Ambassador of Examplia, no. {}".format)
    salutation = "Your Excellency,"
    closing = "Yours faithfully"
    postal_address = "1 Example Square\nExample City"
    country = "KR"
    email = "embassy@example.org"
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = Recipient


class GuidanceFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence("Guidance {}".format)
    heading = "Think first"
    text = "<p>Name nobody who could come to harm.</p>"
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = Guidance


class AppealLetterPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Ask for their release, letter {}".format)
    subject = "Those held in Examplia"
    letter_text = "I write to you about those who are held.\n\nPlease let them go."
    recipients = factory.LazyFunction(lambda: [("recipient", RecipientFactory())])

    class Meta:
        model = AppealLetterPage


class BankAccountFactory(factory.django.DjangoModelFactory):
    title = factory.Sequence("Account {}".format)
    reference = factory.Sequence("account-{}".format)
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = BankAccount


class DonationPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence("Give, page {}".format)
    summary = "A gift keeps the lamp burning."

    class Meta:
        model = DonationPage


class ConsentTextFactory(factory.django.DjangoModelFactory):
    statement = "<p>I sign this petition to {addressee}.</p>"
    privacy = "<p>{organisation} keeps your data. {handover} Erased after {months}.</p>"
    updates_label = "Send me news on this campaign"
    locale = factory.LazyFunction(Locale.get_default)

    class Meta:
        model = ConsentText


def translate(page: Page, locale: Locale, **changes: Any) -> Any:
    """A live translation of a page, with its parents and a consent text as far as there are none."""
    if isinstance(page, PetitionPage) and not ConsentText.objects.filter(locale=locale).exists():
        newest = ConsentText.objects.current(page.locale.language_code) or ConsentTextFactory(locale=page.locale)
        newest.copy_for_translation(locale).save()
    copy = page.copy_for_translation(locale, copy_parents=True)
    for parent in copy.get_ancestors().filter(depth__gt=1, live=False).specific():
        parent.save_revision().publish()
    for name, value in changes.items():
        setattr(copy, name, value)
    copy.save_revision().publish()
    return type(page).objects.get(pk=copy.pk)


def petition_settings(page: PetitionPage, **changes: Any) -> Petition:
    """Change the petition of a page."""
    petition = Petition.objects.get(pk=page.petition_id)
    for name, value in changes.items():
        setattr(petition, name, value)
    petition.save()
    page.refresh_from_db()
    return petition
