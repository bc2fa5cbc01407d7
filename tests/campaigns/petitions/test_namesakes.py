"""When two people on paper are taken to be the same."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.petitions.namesakes import canonical_name, person_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Example", "EXAMPLE, Ada"),
        ("José Muñoz", "jose munoz"),
        ("Anna-Lena O'Hara", "Anna Lena O Hara"),
        ("ＡＤＡ Example", "Ada  Example."),
        ("Ёлкин Пётр", "петр елкин"),
    ],
)
def test_spellings_of_one_name_are_one(one: str, other: str) -> None:
    assert canonical_name(one) == canonical_name(other)
    assert person_key(1, one, "", "DE") == person_key(1, other, "", "de")


def test_other_people_petitions_places_and_namesakes_are_others() -> None:
    keys = {
        person_key(1, "Ada Example", "", "DE"),
        person_key(2, "Ada Example", "", "DE"),
        person_key(1, "Ada Example", "Bonn", "DE"),
        person_key(1, "Ada Example", "", "AT"),
        person_key(1, "Ada Example", "", "DE", 2),
        person_key(1, "Adan Example", "", "DE"),
    }
    assert len(keys) == 6


@given(st.text(string.printable))
def test_names_in_plain_letters_are_read_as_all_others(name: str) -> None:
    # A letter that is not plain takes the other way; it is a word of its own.
    longer = sorted([*canonical_name(name).split(), "ж"])
    assert canonical_name(f"{name} ж").split() == longer
