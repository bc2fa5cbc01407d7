"""Addresses that need no language."""

from django.urls import path

from .views import theme

urlpatterns = [path("theme-<slug:colour>.css", theme, name="theme")]
