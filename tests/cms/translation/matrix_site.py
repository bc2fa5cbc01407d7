"""A site for the matrix: pages that are online and drafts in three languages, with words nobody else may find."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, Page, Site, Task, Workflow
from wagtail_localize.models import OverridableSegment, StringSegment, Translation
from wagtail_localize.operations import translate_object

from campaigns.articles.models import CampaignPage, Mailing
from campaigns.donations.models import BankAccount, BankDetails
from campaigns.letters.models import AppealLetter, Guidance, Postage, Recipient
from campaigns.petitions import signing
from campaigns.petitions.models import (
    ConsentText,
    Export,
    Handover,
    HandoverMode,
    Import,
    Invalidation,
    Person,
    Petition,
    PrivateFile,
    Sheet,
)
from cms.access.granting import grant_roles
from cms.access.models import User
from cms.access.roles import DATA_OFFICERS, DATA_PROTECTION_OFFICERS, EDITORS, PUBLISHERS, VIEWERS
from cms.translation.publishing import publish
from cms.translation.units import save_unit, units_of
from home.models import HomePage, SiteTexts
from tests.cms.translation.conftest import BODY, start_translation, translate_all
from tests.factories import (
    AppealLetterPageFactory,
    CampaignIndexPageFactory,
    CampaignPageFactory,
    ConsentTextFactory,
    PetitionPageFactory,
    StandardPageFactory,
    UpdatePageFactory,
)

# "protection" is the data protection officer, "officer" the one who handles names.
ROLES = (
    "anonymous",
    "translator-de",
    "translator-ar",
    "lead-de",
    "viewer",
    "protection",
    "officer",
    "editor",
    "publisher",
    "admin",
)

WRITERS = {"editor", "publisher", "admin"}
NAME_KEEPERS = {"officer", "admin"}
# Words that stand in drafts only, or in what a signer typed, and who may come across them.
CANARIES = {
    "kestrelembargo": WRITERS,
    "kestrelchange": WRITERS,
    "kestrelgerman": WRITERS | {"translator-de", "lead-de"},
    "kestrelarabic": WRITERS | {"translator-ar"},
    # A petition and a letter that were never online: what they are titled, and what their records are called.
    "kestreltitle": WRITERS,
    "kestrelletter": WRITERS,
    "kestrelpetition": WRITERS | {"officer"},
    "kestrelname": NAME_KEEPERS,
    "kestrelmail": NAME_KEEPERS,
    "kestreltown": NAME_KEEPERS,
    "kestrelcomment": NAME_KEEPERS,
}
EMBARGO, CHANGE, GERMAN, ARABIC, TITLE, LETTER, UNTOLD, NAME, MAIL, TOWN, COMMENT = CANARIES

AS_ENTERED = {"collected_on": "2025-01-01", "country": "DE", "language": "en", "valid_lines": 3}


@dataclass
class Scene:
    """What a view is asked about: a language, and whether the page in it is online."""

    name: str
    page: Page
    translation: Translation | None = None


@dataclass
class World:
    """The site, the people, and what stands for which part of an address: `values` by the name of the part, or by a
    namespace and that, and records' keys `by_namespace`.
    """

    clients: dict[str, Client]
    scenes: list[Scene]
    values: dict[str, Any]
    by_namespace: dict[str, int] = field(default_factory=dict)

    def arguments(self, name: str, parameters: list[str], scene: Scene) -> dict[str, Any]:
        """Values for the parameters of a view's address."""
        namespace = name.rpartition(":")[0]
        found: dict[str, Any] = {}
        for parameter in parameters:
            if parameter in {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}:
                found[parameter] = scene.page.pk
            elif parameter in {"translation_id", "translation_source_id"} and scene.translation:
                found[parameter] = (
                    scene.translation.pk if parameter == "translation_id" else scene.translation.source_id
                )
            elif parameter == "revision_id":
                found[parameter] = scene.page.latest_revision_id or 1
            elif parameter in {"pk", "object_id"}:
                found[parameter] = scene.page.pk if "page" in namespace else self.by_namespace.get(namespace, 1)
            else:
                found[parameter] = self.values.get(f"{namespace}:{parameter}", self.values.get(parameter, 1))
        return found


def admin_views() -> dict[str, tuple[str, list[str]]]:
    """Every view below /admin/ by its name: one route of it, and the names of its parameters."""
    return {name: (route, parameters) for name, route, parameters in _walk(get_resolver().url_patterns, (), "", [])}


def _walk(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...], prefix: str, parameters: list[str]
) -> Iterator[tuple[str, str, list[str]]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        names = [*parameters, *_parameters(pattern)]
        if isinstance(pattern, URLResolver):
            space = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, space, route, names)
        elif route.startswith("admin/") and pattern.name:
            yield ":".join((*spaces, pattern.name)), route, names


def _parameters(pattern: URLPattern | URLResolver) -> list[str]:
    regex = pattern.pattern.regex
    return list(regex.groupindex)


def build(root_page: Page, site: Site) -> World:
    """Make everything."""
    grant_roles()
    german, arabic = (Locale.objects.get_or_create(language_code=code)[0] for code in ("de", "ar"))
    home = HomePage.objects.get(pk=site.root_page_id)
    home.save_revision().publish()
    live = StandardPageFactory(parent=home, title="Told to everybody", slug="told", body=BODY)
    live.save_revision().publish()
    hidden = StandardPageFactory(parent=home, title=f"Not yet {EMBARGO}", slug="hidden", live=False, body=BODY)
    hidden.save_revision()
    other = StandardPageFactory(parent=home, title="In progress", slug="progress", body=BODY)
    other.save_revision().publish()
    translations = {}
    for locale, word in ((german, GERMAN), (arabic, ARABIC)):
        code = locale.language_code
        translations[code, "live"] = start_translation(live, locale)
        translate_all(translations[code, "live"], f"{code}: ")
        publish(translations[code, "live"], None)
        translations[code, "draft"] = start_translation(other, locale)
        for unit in units_of(translations[code, "draft"]):
            save_unit(translations[code, "draft"], unit, f"{word} {unit.source}", None)
    live = type(live).objects.get(pk=live.pk)
    live.title = f"Told otherwise {CHANGE}"
    live.save_revision()
    scenes = [Scene("en live", live), Scene("en draft", hidden)]
    for (code, state), translation in translations.items():
        page = Page.objects.get(translation_key=translation.source.object_id, locale__language_code=code)
        scenes.append(Scene(f"{code} {state}", page, translation))
    clients = _clients(german, arabic)
    return World(clients, scenes, *_values(home, german, translations["de", "live"]))


def _clients(german: Locale, arabic: Locale) -> dict[str, Client]:
    groups = {
        "translator-de": german.team.translators,
        "translator-ar": arabic.team.translators,
        "lead-de": german.team.leads,
        "viewer": Group.objects.get(name=VIEWERS.name),
        "protection": Group.objects.get(name=DATA_PROTECTION_OFFICERS.name),
        "officer": Group.objects.get(name=DATA_OFFICERS.name),
        "editor": Group.objects.get(name=EDITORS.name),
        "publisher": Group.objects.get(name=PUBLISHERS.name),
    }
    clients = {"anonymous": Client(), "admin": Client()}
    for name, group in groups.items():
        user = User.objects.create_user(name, email=f"{name}@example.org", password="a long password")
        user.groups.add(group)
        clients[name] = Client()
        clients[name].force_login(user)
    clients["admin"].force_login(User.objects.create_superuser("admin", "admin@example.org", "a long password"))
    return clients


def _values(home: HomePage, german: Locale, translation: Translation) -> tuple[dict[str, Any], dict[str, int]]:
    index = CampaignIndexPageFactory(parent=home, slug="campaigns")
    campaign = CampaignPageFactory(parent=index, slug="campaign")
    PetitionPageFactory(parent=campaign, slug="petition")
    petition = Petition.objects.get()
    _add_untold(campaign)
    update = UpdatePageFactory(parent=campaign, slug="update")
    mailing = Mailing.objects.create(update_key=campaign.translation_key, title="Mailed")
    signature = signing.sign(
        petition,
        Person(f"Ada {NAME}", f"{MAIL}@example.org", TOWN, f"{COMMENT} says"),
        country="DE",
        language="en",
        consent=ConsentTextFactory(),
    )
    sheet = Sheet.objects.create(petition=petition, number="B-1", **AS_ENTERED)
    Sheet.objects.update(scan=PrivateFile.objects.keep("scan.pdf", "application/pdf", [b"%PDF"]))
    rejected = PrivateFile.objects.keep("rejected.csv", "text/csv", [b"Name"])
    brought = Import.objects.create(
        petition=petition, file_name="list.csv", basis_note="Folder", language="en", file_key=b"x", rejected=rejected
    )
    Petition.objects.update(handover_mode=HandoverMode.NAMES)
    export = Export.objects.create(petition=petition, purpose="full", reason="Report", file=rejected, state="done")
    handover = Handover.objects.create(
        petition=petition, recipients="Embassy", language="en", mode=HandoverMode.NAMES, pack=rejected, state="ready"
    )
    invalidation = Invalidation.objects.create(petition=petition, state="counted")
    letter = AppealLetter.objects.create(reference="letter")
    postage = Postage.objects.create(country="DE", currency="EUR", valid_from="2025-01-01")
    recipient = Recipient.objects.create(
        office="Office", salutation="Dear Sir or Madam,", closing="Yours", country="DE", locale=Locale.get_default()
    )
    account = BankAccount.objects.create(title="Account", reference="account", locale=Locale.get_default())
    details = BankDetails.objects.create(account_key=account.translation_key, holder="Somebody", account_number="1")
    guidance = Guidance.objects.create(title="Advice", heading="Advice", text="", locale=Locale.get_default())
    picture = get_image_model().objects.create(title="Picture", file=get_test_image_file())
    document = get_document_model().objects.create(title="Document", file=get_test_image_file())
    texts = SiteTexts.objects.create(tagline="Words", locale=Locale.get_default())
    translate_object(texts, [german])
    consent = ConsentText.objects.filter(locale=Locale.get_default()).first()
    collection = Collection.get_first_root_node().add_child(name="Folder")
    group = Group.objects.get(name=EDITORS.name)
    segment = StringSegment.objects.filter(source=translation.source).first()
    override = OverridableSegment.objects.first()
    values = {
        "update_id": update.pk,
        "language": "en",
        "role": "editor",
        "picture": "editor-dashboard",
        "image_id": picture.pk,
        "invalidation": invalidation.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "destination_id": index.pk,
        "collection_id": collection.pk,
        "redirect_id": Redirect.add_redirect("/old/", home).pk,
        "task_id": (Task.objects.first() or Task(pk=1)).pk,
        "string_segment_id": segment.pk if segment else 1,
        "overridable_segment_id": override.pk if override else 1,
        "content_type_app_name": "home",
        "content_type_model_name": "standardpage",
        "app_label": "home",
        "app_name": "home",
        "model_name": "sitetexts",
        "wagtailsettings:model_name": "organisationsettings",
        "action": "publish",
        "action_name": "publish",
        "filter_spec": "original",
        "mode": "",
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "uidb64": "MQ",
        "token": "set-password",
    }
    by_namespace = {
        "wagtailsnippets_home_sitetexts": texts.pk,
        "wagtailsnippetchoosers_home_sitetexts": texts.pk,
        "wagtailsnippets_petitions_consenttext": consent.pk if consent else 1,
        "wagtailsnippetchoosers_petitions_consenttext": consent.pk if consent else 1,
        "wagtail_localize": texts.pk,
        "petition_desk": petition.pk,
        "petition_settings": petition.pk,
        "mailings": mailing.pk,
        "sheets": sheet.pk,
        "imports": brought.pk,
        "exports": export.pk,
        "handovers": handover.pk,
        "letter_settings": letter.pk,
        "postage": postage.pk,
        "wagtailsnippets_letters_recipient": recipient.pk,
        "wagtailsnippetchoosers_letters_recipient": recipient.pk,
        "wagtailsnippets_letters_guidance": guidance.pk,
        "wagtailsnippetchoosers_letters_guidance": guidance.pk,
        "wagtailsnippets_donations_bankaccount": account.pk,
        "wagtailsnippetchoosers_donations_bankaccount": account.pk,
        "bank_details": details.pk,
        "signatures": signature.pk if signature else 0,
        "wagtaillocales": german.pk,
        "wagtailsites": Site.objects.get().pk,
        "wagtailsettings": Site.objects.get().pk,
        "wagtailusers_users": User.objects.get(username="editor").pk,
        "wagtailusers_groups": group.pk,
        "wagtailadmin_collections": collection.pk,
        "wagtailadmin_workflows": (Workflow.objects.first() or Workflow(pk=1)).pk,
        "wagtaildocs_chooser": document.pk,
        "wagtailimages_chooser": picture.pk,
        "wagtailadmin_api:images": picture.pk,
        "wagtailadmin_api:documents": document.pk,
        "wagtailadmin_editing_sessions": texts.pk,
    }
    return values, by_namespace


def _add_untold(campaign: CampaignPage) -> None:
    """A petition and a letter nobody was told of, with all that may hang on a petition before it is online."""
    page = PetitionPageFactory(parent=campaign, title=TITLE, slug="untold", live=False)
    petition = page.petition
    petition.reference = UNTOLD
    petition.save()
    Sheet.objects.create(petition=petition, number="B-2", **AS_ENTERED)
    Export.objects.create(petition=petition, purpose="numbers", reason="Report", state="done")
    Handover.objects.create(petition=petition, recipients="Embassy", language="en")
    AppealLetterPageFactory(parent=campaign, title=LETTER, slug="untold-letter", live=False)


def visit(client: Client, address: str, method: str) -> tuple[bool, str]:
    """Whether a request gets what it asks for, and what it reads; nothing it does is kept."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = getattr(client, method)(address)
        body = _body(response)
        transaction.set_rollback(True)
    client.cookies = cookies
    return _is_let_in(response), body


def _body(response: HttpResponse) -> str:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content).decode(errors="replace")  # type: ignore[attr-defined]
    return response.content.decode(errors="replace")


def _is_let_in(response: HttpResponse) -> bool:
    if response.status_code in {301, 302}:
        # Wagtail refuses by leading home, or to the login.
        target = response.headers["Location"].partition("?")[0]
        return not (target in {"/admin/", "/account/login/"} or target.startswith("/en/admin/"))
    return response.status_code not in {403, 404}
