"""`make run`."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from wagtail.models import Site

from home.management.commands import demo_server


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were run, instead of running them."""
    names: list[str] = []
    monkeypatch.setattr(demo_server, "call_command", lambda name, **options: names.append(name))
    return names


def test_it_refuses_to_serve_known_passwords_in_production(settings: Settings, prepared: list[str]) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="development"):
        call_command("demo_server")
    assert prepared == []


def test_the_database_comes_first_and_the_people_of_its_languages_after_the_demo(
    settings: Settings, prepared: list[str]
) -> None:
    settings.DEBUG = True
    call_command("demo_server", "--prepare-only")
    assert prepared == ["migrate", "create_roles", "load_demo", "create_demo_users"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "expected"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("demo.example", "demo.example")],
)
def test_full_addresses_lead_to_where_it_serves(default_site: Site, address: str, expected: str) -> None:
    command = demo_server.Command()
    command.addr, command.port = address, "8123"
    command.point_site_here()
    default_site.refresh_from_db()
    assert (default_site.hostname, default_site.port) == (expected, 8123)


@pytest.mark.django_db
def test_the_greeting_names_site_admin_login_and_mails(capsys: pytest.CaptureFixture[str]) -> None:
    command = demo_server.Command()
    command.addr, command.port = "127.0.0.1", "8123"
    command.on_bind(8123)
    greeting = capsys.readouterr().out
    for expected in ("http://127.0.0.1:8123/\n", "/admin/", "clarion-demo", "http://127.0.0.1:8123/mails/"):
        assert expected in greeting
