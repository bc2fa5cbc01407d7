"""Addresses of codes and leaflets, stable and documented in the README."""

from django.urls import path

from . import views

app_name = "donations"

PICTURES = (
    ("epc.png", views.epc, "epc"),
    ("qr-bill.svg", views.bill, "bill"),
    ("poster.pdf", views.poster, "poster"),
    ("slip.pdf", views.slip, "slip"),
)

# Below the language prefix; with the reference of a campaign, or without one for gifts to the organisation.
urlpatterns = [
    path(f"donations/<slug:account>/{place}{file}", view, name=name)
    for file, view, name in PICTURES
    for place in ("", "<slug:cause>/")
]

# Without one, and outside the namespace.
plain_urlpatterns = [path("d/<slug:reference>/", views.short, name="donation_short_link")]
