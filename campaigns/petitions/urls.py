"""Addresses around a petition, stable and documented in the README."""

from django.urls import path

from . import views

app_name = "petitions"

# Below the language prefix.
urlpatterns = [
    path("petitions/<slug:reference>/sign/", views.sign, name="sign"),
    path("petitions/<slug:reference>/sent/", views.sent, name="sent"),
    path("petitions/<slug:reference>/form.pdf", views.form, name="form"),
    path("petitions/<slug:reference>/resend/", views.resend, name="resend"),
    path("petitions/<slug:reference>/thanks/", views.thanks, name="thanks"),
    path("petitions/<slug:reference>/confirm/<str:token>/", views.confirm, name="confirm"),
    path("petitions/<slug:reference>/deny/<str:token>/", views.deny, name="deny"),
    path("petitions/<slug:reference>/unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("petitions/<slug:reference>/my/<str:token>/", views.my, name="my"),
    path("petitions/<slug:reference>/my/<str:token>/download/", views.my_download, name="my_download"),
]

# Without one, and outside the namespace.
plain_urlpatterns = [
    path("p/<slug:reference>/", views.short, name="petition_short_link"),
    path("petitions/<slug:reference>/count.json", views.count, name="petition_count"),
]
