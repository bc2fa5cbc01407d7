"""Addresses of campaigns beside their pages: the feed of a language, and short links without one."""

from django.urls import path

from .feeds import NewsFeed
from .views import short_link

urlpatterns = [path("feed.xml", NewsFeed(), name="feed")]

plain_urlpatterns = [path("c/<slug:reference>/", short_link, name="campaign_short_link")]
