"""The yardstick for signing: the least Django there can be, with nothing in front of the view.

A form of three fields, one insert through the ORM into a table with a unique constraint, a pool of connections, no
middleware. What Clarion does beside it for a signature (key, encryption, consent, limits, mail) comes on
top.
"""

import sys

import django
import environ
from django import forms
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

if not settings.configured:
    database = environ.Env().db_url("DATABASE_URL")
    database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8}}
    settings.configure(
        SECRET_KEY="only-for-measuring",  # noqa: S106
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        MIDDLEWARE=[],
        DATABASES={"default": database},
        USE_TZ=True,
    )
    django.setup()

from django.db import IntegrityError, connection, models


class Row(models.Model):
    """Somebody, once."""

    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)

    class Meta:
        app_label = "bench"
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.email


class RowForm(forms.Form):
    """What is asked."""

    name = forms.CharField(max_length=200)
    email = forms.EmailField()
    country = forms.CharField(max_length=2)


def insert(request: HttpRequest) -> HttpResponse:
    """Check and store, and lead on."""
    form = RowForm(request.POST)
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    try:
        Row.objects.create(**form.cleaned_data)
    except IntegrityError:
        return HttpResponse("already there", status=409)
    return HttpResponseRedirect("/thanks/")


urlpatterns = [path("insert/", insert)]
application = WSGIHandler()

if __name__ == "__main__" and sys.argv[1:] == ["prepare"]:
    with connection.schema_editor() as editor:
        editor.create_model(Row)
