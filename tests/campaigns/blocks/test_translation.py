"""What happens to blocks when a page is translated."""

from collections.abc import Callable

import pytest
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationContext, TranslationSource

from campaigns.articles.models import CampaignPage
from home.models import Picture
from tests.factories import CampaignPageFactory

ENGLISH = "No Contracting State shall expel a refugee."
GERMAN = "Keiner der vertragschließenden Staaten wird einen Flüchtling ausweisen."


@pytest.fixture
def campaign(campaign_list: Page) -> CampaignPage:
    picture = Picture.objects.create(title="River", file=get_test_image_file())
    # Wagtail gives ids to nested blocks only when they come from a form.
    quote = {"text": "They called our names.", "who": "A woman", "role": "", "source": "", "url": ""}
    body = [
        {
            "type": "legal_citation",
            "value": {
                "instrument": "Refugee Convention",
                "article": "Article 33",
                "wording": ENGLISH,
                "wording_language": "en",
            },
        },
        {
            "type": "columns",
            "value": {"first": [{"type": "quote", "value": quote, "id": "1"}], "second": [], "ratio": "half"},
        },
        {
            "type": "image",
            "value": {"image": {"image": picture.pk, "alt_text": "A river", "decorative": False}, "caption": ""},
        },
    ]
    page = CampaignPageFactory(parent=campaign_list, title="Stay safe")
    page.body = page._meta.get_field("body").to_python(body)
    page.save()
    return CampaignPage.objects.get(pk=page.pk)


@pytest.fixture
def translated(campaign: CampaignPage, german: Locale) -> Callable[[dict[str, str]], CampaignPage]:
    """Translate the campaign string by string, as translators do in the admin."""

    def publish(strings: dict[str, str]) -> CampaignPage:
        for page in [*campaign.get_ancestors().filter(depth__gt=1).specific(), campaign]:
            source, _created = TranslationSource.get_or_create_from_instance(page.specific)
            translation = Translation.objects.create(source=source, target_locale=german)
            for segment in source.stringsegment_set.select_related("string", "context"):
                if segment.string.data in strings:
                    StringTranslation.objects.get_or_create(
                        translation_of=segment.string,
                        locale=german,
                        context=segment.context,
                        defaults={"data": strings[segment.string.data]},
                    )
            translation.save_target(publish=True)
        return CampaignPage.objects.get(translation_key=campaign.translation_key, locale=german)

    return publish


def test_the_authentic_wording_stays_and_gets_a_translation_beside_it(
    translated: Callable[[dict[str, str]], CampaignPage],
) -> None:
    citation = translated({"Refugee Convention": "Flüchtlingskonvention", ENGLISH: GERMAN}).body[0].value
    assert citation["wording"] == ENGLISH
    assert citation["wording_language"] == "en"
    assert citation["translation"] == GERMAN
    assert citation["instrument"] == "Flüchtlingskonvention"
    assert citation.has_translation


def test_what_stands_in_columns_is_translated(translated: Callable[[dict[str, str]], CampaignPage]) -> None:
    columns = translated({"They called our names.": "Sie riefen unsere Namen."}).body[1].value
    assert columns["first"][0].value["text"] == "Sie riefen unsere Namen."


def test_the_description_of_a_picture_is_translated(translated: Callable[[dict[str, str]], CampaignPage]) -> None:
    image = translated({"A river": "Ein Fluss"}).body[2].value["image"]
    assert image.contextual_alt_text == "Ein Fluss"


def test_the_reference_is_no_matter_for_translators(campaign: CampaignPage) -> None:
    TranslationSource.get_or_create_from_instance(campaign)
    assert not TranslationContext.objects.filter(path__in=["reference", "slug"]).exists()
