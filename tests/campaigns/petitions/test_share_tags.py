"""By which link people came: counted by words a petition knows, like every other number."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from campaigns.petitions import signing
from campaigns.petitions.counting import correct_shares, roll_up, verify, verify_shares
from campaigns.petitions.figures import sums_by_share_tag
from campaigns.petitions.models import Petition, PetitionPage, ShareTally, Signature, TallyEntry
from campaigns.petitions.models.petition import MOST_SHARE_TAGS, check_share_tags

from .test_admin import as_role

__all__ = ["as_role"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def sign_at(
    client: Client, petition: Petition, page: PetitionPage, sign_url: str, form_data: dict[str, str]
) -> Callable:
    """Somebody new signs the form on the page at an address, and confirms."""
    petition.share_tags = "newsletter poster"
    petition.save()

    def sign(name: str, query: str, *, confirms: bool = True, **changes: Any) -> Signature:
        values = {**form_data, "name": name, "email": f"{name}@example.org", **changes}
        client.post(sign_url, values, HTTP_REFERER=f"https://testserver{page.url}{query}")
        signature = Signature.objects.latest("pk")
        if confirms:
            signing.confirm(signature.public_id)
        signature.refresh_from_db()
        return signature

    return sign


@pytest.mark.parametrize(
    ("query", "tag"),
    [
        ("?utm_source=newsletter", "newsletter"),
        ("?utm_medium=mail&utm_source=poster#sign", "poster"),
        ("?utm_source=somebody-known", ""),
        ("?utm_source=newsletter%20poster", ""),
        ("?utm_source=", ""),
        ("", ""),
        ("?" + "&".join(f"a{n}=1" for n in range(50)) + "&utm_source=poster", ""),
    ],
)
def test_a_signature_keeps_a_word_the_petition_knows_and_no_other(sign_at: Callable, query: str, tag: str) -> None:
    assert sign_at("ada", query).share_tag == tag


@pytest.mark.parametrize("is_rolled_up", [False, True])
def test_words_are_counted_through_all_that_happens_to_signatures(
    sign_at: Callable, petition: Petition, *, is_rolled_up: bool
) -> None:
    steps = [sign_at("ada", "?utm_source=newsletter"), sign_at("ben", "?utm_source=newsletter"), sign_at("cem", "")]
    sign_at("dee", "?utm_source=poster", confirms=False)
    if is_rolled_up:
        roll_up()
        assert not TallyEntry.objects.exists()
    assert sums_by_share_tag(petition) == Counter(newsletter=2)
    signing.withdraw(steps[0].public_id)
    assert sums_by_share_tag(petition) == Counter(newsletter=1)
    roll_up()
    assert list(ShareTally.objects.values_list("share_tag", "signatures")) == [("newsletter", 1)]
    assert (verify(), verify_shares()) == ([], [])


def test_a_form_that_had_to_be_mended_keeps_the_word(
    client: Client, sign_at: Callable, sign_url: str, form_data: dict[str, str], page: PetitionPage
) -> None:
    at = {"HTTP_REFERER": f"https://testserver{page.url}?utm_source=poster"}
    html = client.post(sign_url, {**form_data, "name": ""}, **at).content.decode()
    assert 'name="share_tag" value="poster"' in html
    assert sign_at("ada", "", share_tag="poster").share_tag == "poster"
    assert sign_at("ben", "", share_tag="somebody-known").share_tag == ""


def test_whoever_has_signed_already_keeps_the_first_word(sign_at: Callable) -> None:
    sign_at("ada", "?utm_source=poster", confirms=False)
    assert sign_at("ada", "?utm_source=newsletter").share_tag == "poster"


def test_a_wrong_number_is_found_and_mended(sign_at: Callable, petition: Petition) -> None:
    sign_at("ada", "?utm_source=poster")
    roll_up()
    ShareTally.objects.update(signatures=7)
    (difference,) = verify_shares(petition)
    assert (difference.cell, difference.shown, difference.counted) == ((petition.pk, "poster"), 7, 1)
    with pytest.raises(CommandError):
        call_command("verify_counts")
    correct_shares(verify_shares())
    call_command("verify_counts")
    assert sums_by_share_tag(petition) == Counter(poster=1)


def test_the_desk_says_it_and_signers_see_it(
    as_role: Callable, client: Client, sign_at: Callable, petition: Petition
) -> None:
    desk, editor = reverse("petition_desk:desk", args=[petition.pk]), as_role("Editors")
    assert "By share tag" not in editor.get(desk).content.decode()
    sign_at("ada", "?utm_source=newsletter")
    html = editor.get(desk).content.decode().partition("By share tag")[2]
    assert "newsletter" in html


@pytest.mark.parametrize(
    "words", ["Newsletter", "a_b", "ä", "x" * 25, " ".join(f"w{n}" for n in range(MOST_SHARE_TAGS + 1))]
)
def test_words_that_would_not_work_in_an_address_are_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        check_share_tags(words)
    check_share_tags("news-2026 poster")
