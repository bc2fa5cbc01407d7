"""What holds for every block, and what single ones promise."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.test.utils import override_settings
from django.utils.translation import override
from wagtail.blocks import Block, StructBlock
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from campaigns.blocks import BodyBlock
from campaigns.blocks.layout import ColumnBlock
from home.models import HomePage, Picture
from tests.factories import BankAccountFactory, CampaignPageFactory, PetitionPageFactory, translate

BODY = BodyBlock()
BLOCKS = list(BODY.child_blocks.items())
NAMES = [name for name, _block in BLOCKS]


def empty(block: Block) -> Any:
    """What a draft holds of a block nobody has filled in yet."""
    return block.normalize({}) if isinstance(block, StructBlock) else block.get_default()


def cleaned(name: str, **values: Any) -> Any:
    block = BODY.child_blocks[name]
    return block.clean(block.normalize({**block.get_preview_value(), **values}))


def errors(name: str, **values: Any) -> set[str]:
    """The names of the fields a block complains about."""
    with pytest.raises(ValidationError) as caught:
        cleaned(name, **values)
    return set(caught.value.block_errors)


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=NAMES)
def test_every_block_tells_editors_what_it_is_for(name: str, block: Block) -> None:
    assert block.meta.icon
    assert block.label
    assert block.get_description()
    assert block.meta.group


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=NAMES)
def test_every_field_of_a_block_has_a_label_of_its_own(name: str, block: Block) -> None:
    for child_name, child in getattr(block, "child_blocks", {}).items():
        assert child.meta.label, child_name


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=NAMES)
def test_every_block_has_a_preview_with_something_in_it(name: str, block: Block) -> None:
    assert block.is_previewable
    assert block.get_preview_value()


@pytest.mark.parametrize("name", NAMES)
def test_the_admin_shows_the_preview(name: str, admin_client: Client, english: object) -> None:
    preview = BODY.child_blocks[name]
    response = admin_client.get("/admin/block-preview/", {"id": preview.definition_prefix})
    assert response.status_code == 200
    assert b"css/clarion.css" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=NAMES)
def test_every_block_bears_empty_values(name: str, block: Block) -> None:
    assert isinstance(block.render(empty(block)), str)


def test_block_types_have_the_names_stored_content_has() -> None:
    assert set(NAMES) == {
        "paragraph",
        "heading",
        "image",
        "quote",
        "legal_citation",
        "figure",
        "sources",
        "document",
        "video",
        "action",
        "columns",
        "callout",
        "donation_box",
    }


def test_editors_cannot_put_markup_of_their_own_into_a_page() -> None:
    kinds = {type(block).__name__ for _name, block in BLOCKS}
    assert not kinds & {"RawHTMLBlock", "TableBlock"}


def test_columns_hold_no_columns() -> None:
    assert set(ColumnBlock().child_blocks) == {"paragraph", "image", "quote", "figure"}


def test_options_of_layout_lie_in_the_collapsed_settings() -> None:
    settings = {name: block.meta.form_layout.settings for name, block in BLOCKS if isinstance(block, StructBlock)}
    assert settings["image"] == ["layout"]
    assert settings["columns"] == ["ratio"]
    assert settings["heading"] == ["level"]


def test_a_range_that_runs_backwards_is_refused() -> None:
    assert errors("figure", low=Decimal(600), high=Decimal(500)) == {"high"}


def test_a_figure_without_source_is_refused() -> None:
    assert errors("figure", source="") == {"source"}


def test_a_citation_needs_the_language_of_its_wording() -> None:
    assert errors("legal_citation", wording_language="") == {"wording_language"}


def test_a_citation_cannot_be_looked_up_tomorrow() -> None:
    assert errors("legal_citation", looked_up=datetime.date(2999, 1, 1)) == {"looked_up"}


@pytest.mark.parametrize("address", ["http://example.org/", "javascript:alert(1)", "example"])
def test_links_are_https_or_refused(address: str) -> None:
    assert errors("quote", url=address) == {"url"}


def test_a_figure_is_written_as_its_reader_writes_numbers() -> None:
    block = BODY.child_blocks["figure"]
    value = block.normalize({"low": Decimal(1500), "high": Decimal("2600.5"), "approximate": True})
    with override("en"):
        assert value.amount == "about 1,500–2,600.5"
    with override("de"):
        assert "1.500" in value.amount


@pytest.mark.parametrize(
    ("precision", "written"), [("year", "2023"), ("month", "October 2023"), ("day", "October 9, 2023")]
)
def test_a_date_says_no_more_than_is_known(precision: str, written: str) -> None:
    value = BODY.child_blocks["figure"].normalize({"as_of": datetime.date(2023, 10, 9), "as_of_precision": precision})
    with override("en"):
        assert value.as_of_written == written


def test_a_heading_can_be_linked_to_in_any_script() -> None:
    heading = BODY.child_blocks["heading"]
    assert heading.normalize({"text": "Sent back?"}).anchor == "sent-back"
    assert heading.normalize({"text": "강제 송환"}).anchor == "강제-송환"


def test_a_citation_shows_a_translation_only_if_there_is_one() -> None:
    citation = BODY.child_blocks["legal_citation"]
    assert not citation.normalize({"wording": "Text", "translation": "Text"}).has_translation
    assert not citation.normalize({"wording": "Text"}).has_translation
    assert citation.normalize({"wording": "Text", "translation": "Wortlaut"}).has_translation


def test_translators_get_the_wording_to_translate_but_cannot_touch_it() -> None:
    citation = BODY.child_blocks["legal_citation"]
    value = citation.normalize({"instrument": "Convention", "wording": "No State shall", "wording_language": "en"})
    segments = {segment.path: segment for segment in citation.get_translatable_segments(value)}
    assert set(segments) == {"instrument", "translation"}
    assert segments["translation"].render_text() == "No State shall"


def test_a_call_to_action_shows_a_live_petition(campaign_list: Page) -> None:
    petition = PetitionPageFactory(parent=CampaignPageFactory(parent=campaign_list), title="Let them stay")
    block = BODY.child_blocks["action"]
    assert "Let them stay" in block.render(block.normalize({"page": petition, "text": ""}))


def test_a_call_to_action_vanishes_with_its_page(campaign_list: Page) -> None:
    petition = PetitionPageFactory(parent=CampaignPageFactory(parent=campaign_list), live=False)
    block = BODY.child_blocks["action"]
    assert block.render(block.normalize({"page": petition, "text": ""})).strip() == ""


def test_a_call_to_action_leads_to_the_readers_language(campaign_list: Page, german: Any) -> None:
    petition = PetitionPageFactory(parent=CampaignPageFactory(parent=campaign_list))
    translation = translate(petition, german, title="Lasst sie bleiben")
    block = BODY.child_blocks["action"]
    value = block.normalize({"page": petition, "text": ""})
    with override("de"):
        assert block.get_context(value)["action"] == translation
    assert block.get_context(value, {"page": translation})["action"] == translation
    assert block.get_context(value, {"page": petition})["action"] == petition


def test_only_actions_can_be_called_for(home_page: HomePage) -> None:
    models = BODY.child_blocks["action"].child_blocks["page"].target_models
    assert {model.__name__ for model in models} == {"AppealLetterPage", "DonationPage", "PetitionPage"}


def test_a_picture_falls_back_on_the_credit_kept_with_it(english: object) -> None:
    picture = Picture.objects.create(title="River", file=get_test_image_file(), credit="Kim Example")
    block = BODY.child_blocks["image"]
    value = block.normalize({"image": block.child_blocks["image"].to_python(picture.pk), "caption": ""})
    assert "Kim Example" in block.render(value)


@override_settings(ALLOWED_HOSTS=["*"])
def test_a_video_loads_nothing_from_elsewhere(english: object) -> None:
    block = BODY.child_blocks["video"]
    html = block.render(block.get_preview_value())
    assert "<iframe" not in html
    assert "src=" not in html.replace('src="/', "")


def test_a_new_donation_box_offers_the_only_account_and_none_where_there_is_a_choice(german: Locale) -> None:
    box = BODY.child_blocks["donation_box"]
    assert list(box.get_default()["accounts"]) == []
    account = BankAccountFactory(reference="euro")
    account.copy_for_translation(german).save()
    assert [row.value for row in box.get_default()["accounts"]] == [account]
    BankAccountFactory(reference="franc")
    assert list(box.get_default()["accounts"]) == []
