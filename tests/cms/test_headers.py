"""Headers on every answer."""

from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory
from pytest_django import Settings

from cms.headers import HeadersMiddleware


def test_no_page_may_ask_for_camera_or_place(rf: RequestFactory) -> None:
    response = HeadersMiddleware(lambda request: HttpResponse())(rf.get("/en/"))
    assert "geolocation=()" in response["Permissions-Policy"]


def test_a_page_names_its_address_in_the_tor_network(rf: RequestFactory, settings: Settings) -> None:
    settings.ONION_URL = "http://abc.onion"
    response = HeadersMiddleware(lambda request: HttpResponse("page"))(rf.get("/en/a/?p=1"))
    assert response["Onion-Location"] == "http://abc.onion/en/a/?p=1"


def test_there_is_no_such_address_unless_it_is_set(rf: RequestFactory, settings: Settings) -> None:
    settings.ONION_URL = ""
    assert "Onion-Location" not in HeadersMiddleware(lambda request: HttpResponse("page"))(rf.get("/en/"))


def test_only_pages_name_it(rf: RequestFactory, settings: Settings) -> None:
    settings.ONION_URL = "http://abc.onion"
    assert "Onion-Location" not in HeadersMiddleware(lambda request: JsonResponse({}))(rf.get("/count.json"))
