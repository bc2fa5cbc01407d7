"""The addresses of the handbook, below the admin's: as its files lie in docs/handbook/."""

from django.urls import path

from . import views

app_name = "handbook"
urlpatterns = [
    path("", views.start, name="start"),
    path("pictures/<slug:picture>.png", views.picture, name="picture"),
    path("<slug:language>/<slug:role>.md", views.HandbookView.as_view(), name="page"),
]
