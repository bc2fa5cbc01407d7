import pytest

from campaigns.countries import country_names
from campaigns.letters.posting import LETTER_COUNTRIES, comma_of, country_line, paper_of
from campaigns.printing.letter import Paper


@pytest.mark.parametrize("country", ["DE", "KR", "US"])
def test_within_a_country_no_country_is_written(country: str) -> None:
    assert country_line(country, country) == ""


def test_no_country_is_written_where_none_is_known() -> None:
    assert country_line("", "DE") == ""


@pytest.mark.parametrize(
    ("destination", "posted_in", "line"),
    [
        ("KR", "DE", "SÜDKOREA"),
        ("KR", "FR", "CORÉE DU SUD"),
        ("GB", "DE", "VEREINIGTES KÖNIGREICH"),
        ("CN", "TR", "ÇİN"),
        ("BE", "TR", "BELÇİKA"),
        ("DE", "KR", "독일 / GERMANY"),
        ("DE", "GR", "ΓΕΡΜΑΝΊΑ / GERMANY"),
        ("DE", "VN", "ĐỨC"),
        ("DE", "US", "GERMANY"),
    ],
)
def test_a_country_is_written_in_capitals_as_the_post_where_it_starts_reads_it(
    destination: str, posted_in: str, line: str
) -> None:
    assert country_line(destination, posted_in) == line


def test_from_every_country_an_address_abroad_ends_with_a_country_in_capitals() -> None:
    lines = {country: country_line("DE", country) for country in country_names("en") if country != "DE"}
    assert all(lines.values())
    assert [line for line in lines.values() if any(character.islower() for character in line)] == []


def test_from_every_country_a_destination_can_be_read_in_latin_letters() -> None:
    lines = [country_line("BE", country) for country in country_names("en") if country != "BE"]
    assert [line for line in lines if not any("A" <= letter <= "Z" for letter in line)] == []


@pytest.mark.parametrize("country", sorted(LETTER_COUNTRIES))
def test_some_countries_print_on_us_letter(country: str) -> None:
    assert paper_of(country) == Paper.LETTER


@pytest.mark.parametrize("country", ["DE", "GB", "KR", "TR", "AU", ""])
def test_all_others_print_on_a4(country: str) -> None:
    assert paper_of(country) == Paper.A4


@pytest.mark.parametrize(
    ("language", "comma"), [("de", ", "), ("ko", ", "), ("ja", "、"), ("zh-hant", "，"), ("ur", "، ")]
)
def test_the_comma_is_that_of_the_language(language: str, comma: str) -> None:
    assert comma_of(language) == comma
