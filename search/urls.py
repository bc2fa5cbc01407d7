"""Where the search is, below each language."""

from django.urls import path

from .views import search

urlpatterns = [path("search/", search, name="search")]
