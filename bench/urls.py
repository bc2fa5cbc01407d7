"""The site's addresses and the yardsticks': views that do the least a Django view can, in the same processes."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bench.models import Row
from cms.urls import urlpatterns as site_urlpatterns

PAGE = "<!doctype html><title>Yardstick</title>" + "<p>Words.</p>" * 1500


def page(request: HttpRequest) -> HttpResponse:
    """A constant of 20 kB: what the server costs without us."""
    return HttpResponse(PAGE)


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One insert through the ORM, with a unique constraint."""
    Row.objects.create(key=request.POST["email"], name=request.POST["name"])
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [path("yardstick/page/", page), path("yardstick/insert/", insert), *site_urlpatterns]
