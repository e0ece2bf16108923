import pytest
from babel import Locale

from apps.orders.rules.countries import COUNTRIES, code_of_country

OF_THE_REAL_FILE = {
    "United Kingdom": "GB",
    "EIRE": "IE",
    "RSA": "ZA",
    "USA": "US",
    "Korea": "KR",
    "Czech Republic": "CZ",
    "Hong Kong": "HK",
    "Channel Islands": "XC",
    "West Indies": "XW",
    "European Community": "EU",
    "Unspecified": "ZZ",
}


@pytest.mark.parametrize(("name", "code"), OF_THE_REAL_FILE.items())
def test_the_names_of_the_real_file_have_codes(name, code):
    assert code_of_country(name) == code


def test_case_does_not_matter_and_what_is_unknown_has_no_code():
    assert code_of_country("germany") == "DE"
    assert code_of_country("Atlantis") == ""
    assert code_of_country("") == ""


def test_every_country_of_the_world_is_known_under_its_usual_name():
    territories = Locale("en").territories
    exceptional = {"AC", "CP", "CQ", "DG", "EA", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK"}
    world = {code for code in territories if len(code) == 2 and code.isalpha()} - exceptional
    assert set(COUNTRIES) == world | {"XC", "XW"}
    assert COUNTRIES["DE"][0] == territories["DE"] == "Germany"


def test_no_name_means_two_countries():
    names = [name.casefold() for names in COUNTRIES.values() for name in names]
    assert len(names) == len(set(names))
    assert all(name == name.strip() for name in names)
