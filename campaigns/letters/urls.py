"""Addresses around a letter, stable and documented in the README."""

from django.urls import path

from . import views

app_name = "letters"

# Below the language prefix.
urlpatterns = [
    path("letters/<slug:reference>/preview/", views.preview, name="preview"),
    path("letters/<slug:reference>/letter.pdf", views.pdf, name="pdf"),
    path("letters/<slug:reference>/letter.txt", views.plain, name="plain"),
    path("letters/<slug:reference>/sent/", views.sent, name="sent"),
    path("letters/<slug:reference>/thanks/", views.thanks, name="thanks"),
    path("letters/<slug:reference>/follow-up.ics", views.follow_up, name="follow_up"),
]

# Without one, and outside the namespace.
plain_urlpatterns = [path("l/<slug:reference>/", views.short, name="letter_short_link")]
