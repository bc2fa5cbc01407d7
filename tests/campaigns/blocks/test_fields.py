"""Migrations hold the structure of blocks, not their words."""

from typing import Any

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from wagtail import blocks

from campaigns.articles.models import CampaignPage
from campaigns.blocks import BodyField, QuietStreamField

WORDS = {"label", "help_text", "description", "group", "icon", "choices", "preview_value"}


def field(label: str, *, with_more: bool = False) -> QuietStreamField:
    kind = blocks.ChoiceBlock(choices=[("a", label)], label=label, help_text=label)
    children = [("kind", kind), ("texts", blocks.ListBlock(blocks.CharBlock(label=label, max_length=len(label))))]
    if with_more:
        children.append(("more", blocks.CharBlock()))
    return QuietStreamField([("thing", blocks.StructBlock(children, label=label))], verbose_name=label, help_text=label)


def changes(before: QuietStreamField, after: QuietStreamField) -> dict[str, Any]:
    """What makemigrations would write."""
    states = []
    for stream_field in (before, after):
        state = ProjectState()
        state.add_model(ModelState("articles", "Thing", [("body", stream_field)]))
        states.append(state)
    return MigrationAutodetector(*states, MigrationQuestioner())._detect_changes()


def test_rewording_a_label_makes_no_migration() -> None:
    assert changes(field("Old words"), field("New and better words")) == {}


def test_another_block_makes_a_migration() -> None:
    assert "articles" in changes(field("Words"), field("Words", with_more=True))


def test_the_body_of_a_page_tells_migrations_no_words() -> None:
    _name, path, _args, kwargs = CampaignPage._meta.get_field("body").deconstruct()
    assert path == "campaigns.blocks.QuietStreamField"
    assert not {option for _path, _args, options in kwargs["block_lookup"].values() for option in options} & WORDS
    assert not {"verbose_name", "help_text"} & set(kwargs)


def test_migrations_name_no_block_class_of_ours() -> None:
    _name, _path, _args, kwargs = BodyField().deconstruct()
    assert all(path.startswith("wagtail.") for path, _args, _options in kwargs["block_lookup"].values())


def test_a_field_made_from_a_migration_reads_what_was_stored() -> None:
    _name, _path, args, kwargs = BodyField().deconstruct()
    value = QuietStreamField(*args, **kwargs).to_python([{"type": "heading", "value": {"text": "Here", "level": "h2"}}])
    assert value[0].value["text"] == "Here"
