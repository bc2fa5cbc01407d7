"""The words people sign: kept version by version, and shown beside the new ones."""

from collections.abc import Callable
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from campaigns.petitions import signing
from campaigns.petitions.models import ConsentText, Person, Petition, PetitionPage, PetitionText, Signature
from campaigns.petitions.tokens import Purpose, make_token
from tests.factories import translate

OLD, NEW = "Let those who fled stay where they are safe.", "Let everybody stay who fled."


def sign(petition: Petition, consent: ConsentText, name: str, language: str = "en") -> Signature:
    person = Person(name, f"{name}@example.org")
    signature = signing.sign(petition, person, country="DE", language=language, consent=consent)
    assert signature is not None
    signing.confirm(signature.public_id)
    signature.refresh_from_db()
    return signature


def reword(page: PetitionPage, demand: str = f"<p>{NEW}</p>") -> PetitionPage:
    page = PetitionPage.objects.get(pk=page.pk)
    page.demand = demand
    page.save_revision().publish()
    return PetitionPage.objects.get(pk=page.pk)


def numbers(petition: Petition, language: str = "en") -> list[int]:
    return list(PetitionText.objects.of(petition, language).values_list("number", flat=True))


def test_publishing_keeps_the_words_once_and_again_when_they_change(page: PetitionPage, consent: ConsentText) -> None:
    assert numbers(page.petition) == [1]
    page.save_revision().publish()
    assert numbers(page.petition) == [1]
    assert numbers(reword(page).petition) == [2, 1]
    page.goal_reason = "Because."
    page.save(update_fields=["goal_reason"])
    assert numbers(page.petition) == [2, 1]


def test_a_draft_makes_no_version(page: PetitionPage) -> None:
    page.demand = f"<p>{NEW}</p>"
    page.save_revision()
    assert numbers(page.petition) == [1]


def test_a_version_is_never_changed(page: PetitionPage) -> None:
    text = page.text
    assert text is not None
    text.demand = "<p>Something else.</p>"
    with pytest.raises(IntegrityError), transaction.atomic():
        text.save()


def test_signatures_keep_the_words_they_were_given_for(page: PetitionPage, consent: ConsentText) -> None:
    before = sign(page.petition, consent, "ada")
    reword(page)
    after = sign(page.petition, consent, "ben")
    before.refresh_from_db()
    assert before.text is not None
    assert after.text is not None
    assert OLD in before.text.demand
    assert NEW in after.text.demand


def test_the_version_on_the_page_counts_however_old_the_page_is(page: PetitionPage, post: Callable) -> None:
    shown = page.text
    assert shown is not None
    reword(page)
    post(text=str(shown.pk))
    assert Signature.objects.get().text == shown


def test_a_page_being_made_while_other_words_go_online_refers_to_its_own(page: PetitionPage) -> None:
    being_made = PetitionPage.objects.get(pk=page.pk)
    reword(page)
    assert being_made.text is not None
    assert being_made.text.number == 1
    reword(page, being_made.demand)
    assert PetitionPage.objects.get(pk=page.pk).text.number == 3


def test_a_preview_of_new_words_refers_to_what_is_online(page: PetitionPage) -> None:
    page.demand = f"<p>{NEW}</p>"
    assert page.text == PetitionText.objects.current(page.petition, "en")


def test_a_page_that_says_nothing_means_what_is_online(page: PetitionPage, post: Callable) -> None:
    reword(page)
    post()
    assert Signature.objects.get().text == PetitionText.objects.current(page.petition, "en")


def test_a_version_of_another_petition_is_refused(page: PetitionPage, post: Callable) -> None:
    other = Petition.objects.create(reference="other")
    foreign = PetitionText.objects.create(petition=other, language="en", number=1, title="Else", digest="x")
    assert post(text=str(foreign.pk)).status_code == 422
    assert not Signature.objects.exists()


def test_visitors_read_what_others_signed(page: PetitionPage, consent: ConsentText, client: Client) -> None:
    sign(page.petition, consent, "ada")
    page = reword(page)
    html = client.get(page.url).content.decode()
    assert "1 person signed the former wording." in html
    assert OLD in html.split("former wording.")[1]


def test_words_nobody_signed_are_not_shown(page: PetitionPage, client: Client) -> None:
    page = reword(page)
    assert "former wording" not in client.get(page.url).content.decode()


def test_the_former_words_are_those_of_the_page_s_language(
    page: PetitionPage, consent: ConsentText, german: Locale
) -> None:
    sign(page.petition, consent, "ada")
    translated = translate(page, german, title="Lasst sie bleiben")
    reword(page)
    assert numbers(page.petition, "de") == [1]
    assert not translated.former_texts


def test_a_page_asks_as_much_however_many_signed(page: PetitionPage, consent: ConsentText, client: Client) -> None:
    sign(page.petition, consent, "ada")
    page = reword(page)
    client.get(page.url)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(page.url)
        return len(found)

    first = queries()
    for number in range(5):
        sign(page.petition, consent, f"signer{number}")
    assert queries() == first


def test_signers_see_the_words_they_signed(page: PetitionPage, consent: ConsentText, client: Client) -> None:
    signature = sign(page.petition, consent, "ada")
    reword(page)
    path = reverse("petitions:my", args=[page.petition.reference, make_token(Purpose.MANAGE, signature.public_id)])
    html = client.get(path).content.decode()
    assert OLD in html
    assert NEW not in html
    assert client.get(f"{path}download/").json()["text"]["version"] == 1


def test_what_was_online_before_becomes_the_first_version(page: PetitionPage) -> None:
    PetitionText.objects.all().delete()
    import_module("campaigns.petitions.migrations.0010_checks").keep_what_is_online(apps, None)
    text = PetitionText.objects.get()
    assert (text.number, text.language, text.title) == (1, "en", page.title)
    page.save_revision().publish()
    assert numbers(page.petition) == [1]
