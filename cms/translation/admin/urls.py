"""Addresses of the translation screens, below /admin/translations/."""

from django.urls import URLPattern

app_name = "translations"

urlpatterns: list[URLPattern] = []
