"""Containers and services as they are shipped: nothing may write, be root or surprise where it need not."""

import re
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"] == "clarion"}
ONCE = {"prepare", "backup"}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))


def unit(path: Path) -> ConfigParser:
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path)
    return parser


def test_what_the_design_names_is_there() -> None:
    assert {"web", "signing", "worker", "database", "cache", "nginx", "mail", "backup"} <= set(SERVICES)
    assert {"housekeeping", "daily"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_closed_as_far_as_it_can_be(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == ("no" if name in ONCE else "unless-stopped")
    assert "/tmp" in service.get("tmpfs", []) or name == "cache"  # noqa: S108 - a path in a container
    assert not service.get("privileged")
    assert set(service.get("cap_add", [])) <= {
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "NET_BIND_SERVICE",
        "SETGID",
        "SETUID",
    }
    assert name not in OURS or "cap_add" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_images_of_others_have_a_version(name: str) -> None:
    image = SERVICES[name]["image"]
    assert image == "clarion" or re.fullmatch(r"[a-z/]+:v?\d+(\.\d+)*", image)


def test_the_proxy_finds_whom_it_asks() -> None:
    servers = re.findall(r"^ +server (\w+):8000", (DEPLOY / "nginx.conf").read_text(), re.MULTILINE)
    assert set(servers) == {"web", "signing"} == set(SERVICES["nginx"]["depends_on"])


def test_everything_gives_way_to_signatures() -> None:
    nice = ["nice", "-n", "5"]
    assert {name for name, service in SERVICES.items() if service.get("command", [])[:3] == nice} == {"web", "worker"}
    nice_units = {path.stem: unit(path)["Service"].get("Nice") for path in UNITS}
    assert nice_units["clarion-web"] == nice_units["clarion-worker"] == "5"
    assert nice_units["clarion-signing"] is None


def test_only_the_proxy_can_be_reached_from_outside() -> None:
    open_to_all = {
        name for name, service in SERVICES.items() for port in service.get("ports", []) if not port.startswith("127.")
    }
    assert open_to_all == {"nginx"}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [SERVICES[name]["networks"] for name in ("database", "cache", "queue")] == [["inside"]] * 3


def test_the_queue_forgets_nothing_and_the_cache_keeps_to_its_room() -> None:
    command = " ".join(SERVICES["queue"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert "--maxmemory" in SERVICES["cache"]["command"]


def test_what_not_everybody_needs_is_asked_for_by_name() -> None:
    assert SERVICES["mail"]["profiles"] == ["try"]
    assert [name for name, service in SERVICES.items() if "profiles" in service] == ["backup", "queue", "mail"]
    assert SERVICES["queue"]["profiles"] == ["queue"]


def test_volumes_and_services_that_are_named_exist() -> None:
    for name, service in SERVICES.items():
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
        assert {volume for volume in volumes if not volume.startswith(".")} <= set(COMPOSE["volumes"]), name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name


def test_nothing_of_ours_runs_as_root_or_from_something_that_moves() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    final = dockerfile.rpartition("\nFROM ")[2]
    assert re.search(r"^USER clarion$", final, re.MULTILINE)
    assert set(re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)) == {"python:3.13-slim-trixie"}
    # pg_dump refuses a newer server.
    assert f"postgresql-client-{SERVICES['database']['image'].partition(':')[2]}" in final


def test_the_image_holds_what_it_copies() -> None:
    allowed = {line[1:] for line in (DEPLOY.parent / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    named = {name for names in copied for name in names.split()}
    assert named <= allowed
    assert {name for name in named if not (DEPLOY.parent / name).exists()} == set()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_services_without_containers_are_closed_too(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "clarion"
    assert service["EnvironmentFile"] == "/etc/clarion/clarion.env"
    for name, value in {
        "ProtectSystem": "strict",
        "ProtectHome": "true",
        "PrivateTmp": "true",
        "NoNewPrivileges": "true",
        "CapabilityBoundingSet": "",
        "SystemCallFilter": "@system-service",
    }.items():
        assert service[name] == value, name


@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").glob("*.timer")), ids=lambda path: path.stem)
def test_every_timer_starts_a_service(path: Path) -> None:
    assert path.with_suffix(".service") in UNITS
    assert unit(path)["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_every_script_a_service_runs_exists(path: Path) -> None:
    for script in re.findall(r"deploy/[a-z.]+", unit(path)["Service"]["ExecStart"]):
        assert (DEPLOY.parent / script).exists()
