"""What operators are told to read, run and set exists."""

import re
from pathlib import Path

import pytest

TREE = Path(__file__).parents[2]
PAGES = sorted((TREE / "docs/operators").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_file_that_is_named_exists(page: Path) -> None:
    made_by_operators = {"deploy/backups", "deploy/certificates", "deploy/journal"}
    named = set(re.findall(r"(?:deploy|tests)/[a-z_./-]*[a-z]", page.read_text())) - made_by_operators
    assert {name for name in named if not (TREE / name).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_the_site_exists(page: Path) -> None:
    ours = {path.stem for path in TREE.glob("**/management/commands/*.py") if ".venv" not in path.parts}
    ours |= {"migrate", "collectstatic", "createsuperuser", "check", "backup", "restore"}
    named = set(re.findall(r"(?:deploy/clarion|manage\.py) ([a-z_]+)", page.read_text()))
    assert named - ours == set()


def test_the_index_lists_every_page() -> None:
    index = (TREE / "docs/operators/README.md").read_text()
    assert [page.name for page in PAGES if page.name != "README.md" and f"({page.name})" not in index] == []
