"""The rules of the house that no linter knows."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
PACKAGES = ("cms", "home", "search", "campaigns")
DRAWERS = {"utils", "core", "common", "helpers", "mixins", "services"}


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in (TREE / package).rglob("*.py") if "migrations" not in path.parts]


def test_import_contracts_cover_every_package() -> None:
    packages = {folder.parent.name for folder in TREE.glob("*/__init__.py")} - {"tests", "bench"}
    configured = tomllib.loads((TREE / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    assert set(configured) == packages == set(PACKAGES)


def test_there_are_no_drawers() -> None:
    assert [str(path) for path in modules() if DRAWERS & {path.stem, *path.parts}] == []


def test_nobody_sends_signals_of_their_own() -> None:
    def sends(path: Path) -> bool:
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        return any(ast.unparse(call.func).split(".")[-1] == "Signal" for call in calls)

    assert [str(path) for path in modules() if sends(path)] == []


@pytest.mark.parametrize("path", [path for path in modules() if path.name == "wagtail_hooks.py"], ids=str)
def test_hooks_only_register(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 80


def test_the_tree_names_no_place_outside_itself() -> None:
    """Whoever clones the tree must be able to follow everything it mentions."""
    listed = subprocess.run(["git", "ls-files"], cwd=TREE, capture_output=True, text=True, check=False)
    files = [TREE / name for name in listed.stdout.splitlines()]
    words = ("/".join(("", "work", "")), "/".join(("", "root", "")))
    found = []
    for file in files:
        if file.suffix in {".py", ".md", ".toml", ".html", ".css", ".js", ".txt", ".yml", ".conf"} and file.exists():
            found += [str(file) for word in words if word in file.read_text(errors="replace")]
    assert found == []


def test_every_command_of_the_makefile_is_explained() -> None:
    rules = [line for line in (TREE / "Makefile").read_text().splitlines() if re.match(r"[a-z-]+:", line)]
    assert [rule for rule in rules if "## " not in rule] == []
