"""What a new site needs before it can collect signatures, and whether it is done."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from campaigns.articles.models import CampaignPage
from campaigns.petitions.models import PetitionPage, Tally, TallyEntry
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, PUBLISHERS
from home.models import OrganisationSettings

HOST_OF_NEW_SITES = "localhost"


@dataclass(frozen=True)
class Step:
    """Something to do once, where, and whether it is done."""

    label: str | Promise
    why: str | Promise
    url: str
    is_done: bool


def first_steps(site: Site) -> list[Step]:
    """The steps in their order."""
    return list(_steps(site))


def _steps(site: Site) -> Iterator[Step]:
    organisation = OrganisationSettings.for_site(site)
    settings_url = reverse("wagtailsettings:edit", args=["home", "organisationsettings", site.pk])
    yield Step(
        _("Say who you are"),
        _("Name, e-mail and postal address stand at the foot of pages, in mails and on paper."),
        settings_url,
        bool(organisation.name and organisation.email and organisation.postal_address),
    )
    pages = Page.objects.filter(pk__in=[organisation.imprint_page_id, organisation.privacy_page_id], live=True)
    yield Step(
        _("Publish an imprint and a privacy page"),
        _("Without them you may not collect signatures in most countries."),
        settings_url,
        pages.count() == 2,
    )
    yield Step(
        _("Give the site its address"),
        _("Links in mails and in the sitemap begin with it."),
        reverse("wagtailsites:edit", args=[site.pk]),
        site.hostname != HOST_OF_NEW_SITES,
    )
    yield Step(
        _("Make accounts for colleagues"),
        _("At least a publisher and a data officer. Sheets and bank details need two people."),
        reverse("wagtailusers_users:index"),
        all(_has_member(role) for role in (PUBLISHERS.name, DATA_OFFICERS.name)),
    )
    yield Step(
        _("Publish a campaign with a petition"),
        _("Add a campaign below the list of campaigns, and a petition below the campaign."),
        reverse("wagtailadmin_explore_root"),
        CampaignPage.objects.live().exists() and PetitionPage.objects.live().exists(),
    )
    yield Step(
        _("Sign it yourself"),
        _("From outside, with an address at another provider. If the mail does not arrive, others get none either."),
        site.root_url,
        TallyEntry.objects.exists() or Tally.objects.exists(),
    )


def _has_member(role: str) -> bool:
    return User.objects.filter(Q(groups__name=role), is_active=True).exists()
