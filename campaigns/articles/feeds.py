"""What is new, as RSS, one feed per language."""

import datetime

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site

from campaigns.languages import in_language_of
from campaigns.pages import ActionPage, ContentPage

from .models import CampaignPage, UpdatePage

LATEST = 30


class NewsFeed(Feed):
    """Campaigns, what visitors can do for them, and updates, in the language of the address, newest first."""

    def get_object(self, request: HttpRequest) -> HttpRequest:
        """The request, as addresses depend on the site it is for; none for a language nothing is written in."""
        if Locale.get_active().language_code != get_language():
            raise Http404("nothing is written in this language")
        return request

    def title(self, request: HttpRequest) -> str:
        """The name of the site."""
        site = Site.find_for_request(request)
        return (site.site_name or in_language_of(site.root_page, Locale.get_active()).title) if site else ""

    def description(self) -> str:
        """What subscribers get."""
        return _("Campaigns and what has become of them.")

    def link(self, request: HttpRequest) -> str:
        """The home page in the language of the feed."""
        site = Site.find_for_request(request)
        return (in_language_of(site.root_page, Locale.get_active()).get_url(request) if site else None) or "/"

    def feed_url(self) -> str:
        """The feed's own address."""
        return reverse("feed")

    def items(self, request: HttpRequest) -> list[ContentPage]:
        """The newest of all kinds."""
        visible = Page.objects.live().public().filter(locale=Locale.get_active(), first_published_at__isnull=False)
        newest = visible.type(CampaignPage, UpdatePage, ActionPage).order_by("-first_published_at", "-pk")
        return list(newest.specific()[:LATEST])

    def item_title(self, item: ContentPage) -> str:
        return item.title

    def item_description(self, item: ContentPage) -> str:
        return item.description

    def item_link(self, item: ContentPage) -> str:
        return item.full_url

    def item_guid(self, item: ContentPage) -> str:
        """An identifier that survives a new address."""
        return f"urn:uuid:{item.translation_key}:{item.locale_id}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: ContentPage) -> datetime.datetime:
        return item.first_published_at

    def item_updateddate(self, item: ContentPage) -> datetime.datetime | None:
        return item.last_published_at
