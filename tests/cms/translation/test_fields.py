"""What is translated, what is shared by all languages, what belongs to one: said for every field and block."""

from collections.abc import Iterator

import pytest
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel, get_all_child_relations
from wagtail import blocks
from wagtail.admin.panels import Panel
from wagtail.blocks.field_block import ChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import COMMENTS_RELATION_NAME, Page, TranslatableMixin
from wagtail.models.i18n import get_translatable_models
from wagtail_localize.fields import SynchronizedField, TranslatableField

from campaigns.pages import ContentPage
from home.models import OrganisationSettings

OUR_APPS = {"home", "articles", "petitions", "letters", "donations"}
# Times and people who look after a page, and what is written for one language: no translator sees these.
OF_ONE_LANGUAGE = {"go_live_at", "expire_at", "owner", "first_published_at", "content_type", "local_extra"}
# Given by the library or the database, nothing anybody types.
TECHNICAL = {"id", "page_ptr", "path", "depth", "numchild", "locale", "translation_key"}
# Blocks that hold no words, and those whose words stay what they are in every language.
NEUTRAL_BLOCKS = {
    "AuthenticTextBlock",
    "BooleanBlock",
    "ChoiceBlock",
    "DateBlock",
    "DecimalBlock",
    "IntegerBlock",
}
# The organisation is described once for all languages: names, addresses, numbers.
NEUTRAL_SETTINGS = {
    "id", "site", "name", "legal_name", "logo", "accent_colour", "email", "phone", "postal_address", "return_address",
    "country", "mastodon", "bluesky", "x", "facebook", "instagram", "youtube", "telegram", "imprint_page",
    "privacy_page", "donation_page", "footer_account",
}  # fmt: skip


def our_translatable_models() -> list[type[models.Model]]:
    return [model for model in get_translatable_models(include_subclasses=True) if model._meta.app_label in OUR_APPS]


def unnamed(model: type[models.Model]) -> set[str]:
    """Editable fields and child relations of a model of which nobody said whether they are translated."""
    fields = {
        field.name
        for field in model._meta.get_fields()
        if field.concrete and field.editable and not isinstance(field, ParentalKey)
    }
    if issubclass(model, ClusterableModel):
        fields |= {relation.name for relation in get_all_child_relations(model)}
    named = {field.field_name for field in getattr(model, "translatable_fields", [])}
    return fields - named - OF_ONE_LANGUAGE - TECHNICAL - {COMMENTS_RELATION_NAME}


def names(model: type[models.Model]) -> str:
    return model.__name__


@pytest.mark.parametrize("model", our_translatable_models(), ids=names)
def test_every_field_is_said_to_be_translated_or_shared_or_of_one_language(model: type[models.Model]) -> None:
    assert unnamed(model) == set(), model.__name__


@pytest.mark.parametrize("model", our_translatable_models(), ids=names)
def test_every_named_field_exists_and_is_named_once(model: type[models.Model]) -> None:
    named = [field.field_name for field in model.translatable_fields]
    assert len(named) == len(set(named))
    for name in named:
        assert model._meta.get_field(name)


def test_a_field_that_nobody_named_is_found() -> None:
    class Leaflet(TranslatableMixin, models.Model):
        heading = models.CharField(max_length=20)
        colour = models.CharField(max_length=20)
        translatable_fields = [TranslatableField("heading")]

        class Meta(TranslatableMixin.Meta):
            app_label = "home"

    try:
        assert unnamed(Leaflet) == {"colour"}
    finally:
        del Leaflet._meta.apps.all_models["home"]["leaflet"]
        Leaflet._meta.apps.clear_cache()


@pytest.mark.parametrize("model", our_translatable_models(), ids=names)
def test_addresses_and_references_are_not_for_translators(model: type[models.Model]) -> None:
    fields = {field.field_name: field for field in model.translatable_fields}
    for name in {"slug", "reference", "date", "version", "petition", "show_in_menus"} & set(fields):
        assert isinstance(fields[name], SynchronizedField)
        assert not fields[name].overridable


def content_pages() -> list[type[ContentPage]]:
    return [model for model in our_translatable_models() if issubclass(model, ContentPage)]


@pytest.mark.parametrize("model", content_pages(), ids=names)
def test_every_page_has_a_part_of_its_own_in_each_language(model: type[ContentPage]) -> None:
    assert model.local_fields == ["local_extra"]
    assert "local_extra" not in {field.field_name for field in model.translatable_fields}
    assert "local_extra" in {field.field_name for field in model.search_fields}
    assert "local_extra" in set(panel_fields(model.content_panels))


def panel_fields(panels: list[Panel]) -> Iterator[str]:
    for panel in panels:
        yield getattr(panel, "field_name", "")
        yield from panel_fields(getattr(panel, "children", []))


def leaves(block: blocks.Block) -> Iterator[blocks.Block]:
    """The blocks inside a block that hold no further ones."""
    if isinstance(block, blocks.ListBlock):
        yield from leaves(block.child_block)
    elif isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock) and not isinstance(block, ImageBlock):
        for child in block.child_blocks.values():
            yield from leaves(child)
    else:
        yield block


def is_translated(block: blocks.Block) -> bool:
    """Whether a block gives translators words, or a picture, page or address to choose another for."""
    if type(block).__name__ in NEUTRAL_BLOCKS:
        return False
    return hasattr(block, "get_translatable_segments") or isinstance(
        block, blocks.CharBlock | blocks.TextBlock | blocks.URLBlock | blocks.RichTextBlock | ChooserBlock | ImageBlock
    )


def stream_fields() -> list[StreamField]:
    return [
        field
        for model in our_translatable_models()
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]


@pytest.mark.parametrize("field", stream_fields(), ids=str)
def test_every_block_is_translated_or_listed_as_the_same_in_all_languages(field: StreamField) -> None:
    forgotten = {
        type(block).__name__
        for block in leaves(field.stream_block)
        if not is_translated(block) and type(block).__name__ not in NEUTRAL_BLOCKS
    }
    assert forgotten == set()


def test_a_block_without_words_for_translators_is_found() -> None:
    table = blocks.StructBlock([("note", blocks.CharBlock()), ("html", blocks.RawHTMLBlock())])
    assert [type(block).__name__ for block in leaves(table) if not is_translated(block)] == ["RawHTMLBlock"]


def test_the_settings_of_the_organisation_hold_nothing_that_differs_by_language() -> None:
    assert not issubclass(OrganisationSettings, TranslatableMixin)
    fields = {field.name for field in OrganisationSettings._meta.get_fields() if field.concrete}
    assert fields == NEUTRAL_SETTINGS, "a new text belongs to the site texts, if it differs by language"


def test_pages_of_wagtail_itself_are_not_in_use() -> None:
    assert {model for model in our_translatable_models() if issubclass(model, Page)} == set(content_pages())
