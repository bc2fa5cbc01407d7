"""Makes the site of the tests in an empty database, and prints what signing its petition takes as JSON."""

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be there first
from wagtail.models import Locale, Page, Site  # noqa: E402

from campaigns.petitions.forms.visitors import form_time_stamp  # noqa: E402
from tests.factories import (  # noqa: E402
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    HomePageFactory,
    PetitionPageFactory,
)


def main() -> None:
    call_command("migrate", verbosity=0)
    english = Locale.objects.get(language_code="en")
    home = HomePageFactory(parent=Page.get_first_root_node(), slug="example", locale=english)
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home, "hostname": "localhost"})
    campaign = CampaignPageFactory(parent=CampaignIndexPageFactory(parent=home))
    page = PetitionPageFactory(parent=campaign, title="Let them stay", slug="let-them-stay")
    consent = ConsentTextFactory()
    found = {
        "petition": page.petition.pk,
        "page": page.get_url(),
        "path": f"/en/petitions/{page.petition.reference}/sign/",
        "consent": str(consent.pk),
        "form_time": form_time_stamp(page.petition),
    }
    print(json.dumps(found))  # noqa: T201 - read by whoever started this


if __name__ == "__main__":
    main()
