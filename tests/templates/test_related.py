"""No template and no module shows a related page without asking for it in the language of the page being shown."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey
from django.template import Engine, Template
from django.template.base import FilterExpression, Node, NodeList, Variable, VariableNode
from django.template.library import SimpleNode
from django.template.loader import get_template
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Site, TranslatableMixin

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# What editors see, and the demo's mailbox, are in the language of their user.
PUBLIC = [
    path
    for path in sorted([*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt")])
    if not {"admin", "mailbox", "translation", "wagtailadmin"} & set(path.parts)
]
MODULES = [
    path for package in ("campaigns", "cms", "home", "search") for path in sorted((ROOT / package).rglob("*.py"))
]
ASKING = {"in_page_language", "published_in_page_language"}
# Wagtail's own way goes by the active language, which need not be that of the page: in mails, in previews.
WAGTAILS_WAY = {"localized", "localized_draft"}


def related_names() -> set[str]:
    """What leads from a record or a block to a page or a translatable snippet."""
    models = [model for model in apps.get_models() if model.__module__.startswith(("campaigns.", "home."))]
    fields = [field for model in [*models, Site] for field in model._meta.get_fields()]
    named = {
        field.name
        for field in fields
        if isinstance(field, ForeignKey)
        and not getattr(field.remote_field, "parent_link", False)
        and issubclass(field.related_model, TranslatableMixin)
    }
    streams = [field.stream_block for field in fields if isinstance(field, StreamField)]
    # A signature holds on to the very text its signer saw.
    return named.union(*map(chooser_names, streams)) - {"consent"}


def chooser_names(block: blocks.Block) -> set[str]:
    children = getattr(block, "child_blocks", {})
    if isinstance(block, blocks.ListBlock):
        return chooser_names(block.child_block)
    choosers = {name for name, child in children.items() if isinstance(child, blocks.PageChooserBlock)}
    # The blocks of a stream have no names in templates: there they are just `value`.
    own = choosers if isinstance(block, blocks.BaseStructBlock) else set()
    return own.union(*map(chooser_names, children.values()))


def parts_of(thing: Any) -> Iterator[Any]:
    """Nodes and expressions directly in a node, whatever its attributes are called."""
    match thing:
        case Node():
            values: Iterable[Any] = [value for name, value in vars(thing).items() if name not in {"token", "origin"}]
        case dict():
            values = thing.values()
        case FilterExpression():
            values = [thing.var, *(argument for _function, arguments in thing.filters for argument in arguments)]
        case list() | tuple():
            values = thing
        case _:
            values = []
    for value in values:
        if isinstance(value, Node | FilterExpression | Variable):
            yield value
        elif isinstance(value, list | tuple | dict | NodeList):
            yield from parts_of(value)


def bypasses(thing: Any, names: set[str]) -> Iterator[str]:
    """The variables below a node that reach a related page by themselves."""
    for part in parts_of(thing):
        if isinstance(part, Variable):
            lookups = list(part.lookups or ())
            if names & set(lookups[1:]) or WAGTAILS_WAY & set(lookups):
                yield str(part.var)
        elif not (isinstance(part, SimpleNode) and part.func.__name__ in ASKING):
            yield from bypasses(part, names)


def bypasses_in(template: Template) -> list[str]:
    return [found for node in template.nodelist for found in bypasses([node], related_names())]


@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_templates_show_related_pages_in_the_language_of_the_page(path: Path) -> None:
    assert bypasses_in(get_template(str(path.relative_to(TEMPLATES))).template) == []


def test_the_names_are_found_in_models_and_blocks() -> None:
    assert {"root_page", "imprint_page", "privacy_page", "call_page", "page"} <= related_names()
    assert not {"locale", "page_ptr", "picture", "petition"} & related_names()


@pytest.mark.parametrize(
    "planted",
    [
        "{{ settings.home.OrganisationSettings.imprint_page.title }}",
        "{% load wagtailcore_tags %}<a href='{% pageurl site.root_page %}'>x</a>",
        "{% if x %}{% for y in z %}{{ value.page }}{% endfor %}{% endif %}",
        "{% with other=block.value.page %}{{ other }}{% endwith %}",
        "{% include 'components/card_action.html' with action=value.page %}",
        "{{ ''|default:organisation.privacy_page }}",
        "{% load i18n %}{% blocktranslate with title=site.root_page.title %}To {{ title }}{% endblocktranslate %}",
        "{{ record.localized }}",
        "{% load languages %}{% in_page_language value.page as shown %}{{ shown }}{{ value.page.title }}",
    ],
)
def test_a_planted_bypass_is_found(planted: str) -> None:
    assert bypasses_in(Engine.get_default().from_string(planted)) != []


def test_asking_is_no_bypass() -> None:
    asking = "{% load languages %}{% in_page_language site.root_page as home %}{{ home.title }}{{ page.title }}"
    assert bypasses_in(Engine.get_default().from_string(asking)) == []
    assert VariableNode in {type(node) for node in Engine.get_default().from_string(asking).nodelist}


def by_the_active_language(tree: ast.AST) -> list[int]:
    """The lines on which Wagtail's own way is taken."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in WAGTAILS_WAY]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_ask_for_related_pages_in_the_language_of_the_page(path: Path) -> None:
    assert by_the_active_language(ast.parse(path.read_text())) == []


def test_a_planted_bypass_in_a_module_is_found() -> None:
    assert by_the_active_language(ast.parse("def shown(page):\n    return page.localized.specific")) == [2]
