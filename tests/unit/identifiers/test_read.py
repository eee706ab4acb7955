"""Identifiers and contact data as people type them, read or refused."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from customer_truth.identifiers.kinds import CONTEXTUAL, KINDS, VERSIONS, read
from customer_truth.identifiers.time_zone import Gap, next_gap


@pytest.mark.parametrize(
    ("kind", "typed", "context", "value"),
    [
        ("phone", "(704) 555-0100", "US", "+17045550100"),
        ("phone", "704.555.0100 x12", "United States", "+17045550100"),
        ("phone", "+44 20 7946 0123", "", "+442079460123"),
        ("phone", "00 49 40 66969 123", "GB", "+494066969123"),
        ("phone", "040 / 66969–123", "DE", "+494066969123"),
        ("phone", "０４０ ６６９６９１２３", "DE", "+494066969123"),
        ("email", "Jane.Doe@Crescent.Example.COM", "", "jane.doe@crescent.example.com"),
        ("email", "mailto:a@b.test", "", "a@b.test"),
        ("email", "jürgen@bücher.example", "", "jürgen@bücher.example"),
        ("domain", "https://www.Acme.example.com/shop?x=1", "", "acme.example.com"),
        ("domain", "shop.example.net:8080", "", "shop.example.net"),
        ("domain", "accounts@acme.example.com", "", "acme.example.com"),
        ("domain", "acme.example.com.", "", "acme.example.com"),
        ("tax_id", "DE 136,695 976".replace(",", ""), "DE", "DE136695976"),
        ("tax_id", "136695976", "Deutschland", "DE136695976"),
        ("tax_id", "de136695976", "", "DE136695976"),
        ("tax_id", "04-2103594", "US", "US042103594"),
        ("tax_id", "042103594", "US", "US042103594"),
        ("tax_id", "US04-2103594", "US", "US042103594"),
        ("tax_id", "GB 980 7806 84", "GB", "GB980780684"),
        ("tax_id", "XI980780684", "GB", "GB980780684"),
        ("tax_id", "EL094259216", "GR", "GR094259216"),
        ("tax_id", "B-58378431", "ES", "ESB58378431"),
        ("tax_id", "16.727.230/0001-97", "BR", "BR16727230000197"),
        ("tax_id", "390.533.447-05", "BR", "BR39053344705"),
        ("tax_id", "CHE-107.787.577 MWST", "CH", "CHE107787577"),
        ("tax_id", "NO 995 525 828 MVA", "NO", "NO995525828"),
        ("tax_id", "123-456-789", "KW", "KW123456789"),
        ("gln", "4012345 00000 9", "", "4012345000009"),
        ("lei", "2138-00KU-D8LA-JWSQ-9D15", "", "213800KUD8LAJWSQ9D15"),
        ("duns", "15-048-3782", "", "150483782"),
        ("country", "us", "", "US"),
        ("country", "GBR", "", "GB"),
        ("country", "U.S.A.", "", "US"),
        ("country", "The Netherlands", "", "NL"),
        ("country", "Brasil", "", "BR"),
        ("country", "Côte d'Ivoire", "", "CI"),
        ("currency", "usd", "", "USD"),
        ("time_zone", "us/eastern", "", "America/New_York"),
        ("time_zone", "America/New York", "", "America/New_York"),
        ("time_zone", "Asia/Calcutta", "", "Asia/Kolkata"),
        ("time_zone", "Europe/Copenhagen", "", "Europe/Copenhagen"),
        ("time_zone", "Zulu", "", "UTC"),
    ],
)
def test_what_people_type_has_one_normal_form(
    kind: str, typed: str, context: str, value: str
) -> None:
    assert read(kind, typed, context) == (value, None)
    # A normal form read once more, in the same place, is itself.
    assert read(kind, value, context) == (value, None)


@pytest.mark.parametrize(
    ("kind", "typed", "context", "problem"),
    [
        ("phone", "(704) 555-0100", "", "no country, no +"),
        ("phone", "555-0100", "US", "no area code"),
        ("phone", "704 555 010", "US", "too short"),
        ("phone", "704 555 0100 0100", "US", "too long"),
        ("phone", "000 000 0000", "US", "not a number of US"),
        ("phone", "+49 1111 22222", "US", "not a number of DE"),
        ("phone", "+999 123456", "DE", "no such country code"),
        ("phone", "ask Ann", "US", "not a number"),
        ("email", "ann.example.com", "", "no @"),
        ("email", "ann@bob@example.com", "", "more than one @"),
        ("email", "ann smith@example.com", "", "has a space"),
        ("email", "@example.com", "", "nothing before the @"),
        ("email", "ann@example", "", "no domain"),
        ("email", "ann@test", "", "no domain"),
        ("email", "ann@exa_mple..com", "", "not a domain after the @"),
        ("email", "ann..smith@example.com", "", "not an address before the @"),
        ("domain", "ann@gmail.com", "", "shared mail provider"),
        ("domain", "https://www.facebook.com/acme", "", "shared web site"),
        ("domain", "acme.business.site", "", "shared web site"),
        ("domain", "n/a", "", "not a domain"),
        ("domain", "http://10.0.0.1/", "", "not a domain"),
        ("tax_id", "DE136695976", "US", "a number of DE, country is US"),
        ("tax_id", "DE136695977", "DE", "check digit is wrong for DE"),
        ("tax_id", "980 7806 85", "GB", "check digit is wrong for GB"),
        ("tax_id", "00-1234567", "US", "a part that was never issued for US"),
        ("tax_id", "04-21035", "US", "wrong form for US"),
        ("tax_id", "04-2103594", "", "no country, no prefix"),
        ("tax_id", "999999999", "US", "a filler"),
        ("tax_id", "pending", "KW", "wrong form"),
        ("gln", "4012345000008", "", "check digit is wrong"),
        ("gln", "401234500000", "", "12 digits, needs 13"),
        ("gln", "0000000000000", "", "a filler"),
        ("gln", "none", "", "not a number"),
        ("lei", "213800KUD8LAJWSQ9D16", "", "check digits are wrong"),
        ("lei", "213800KUD8LAJWSQ9D1", "", "19 characters, needs 20"),
        ("lei", "213800KUD8LAJWSQ9DXX", "", "not letters and digits that end in two digits"),
        ("duns", "1234567", "", "7 digits, needs 9"),
        ("duns", "000000000", "", "a filler"),
        ("country", "EU", "", "not a country"),
        ("country", "Atlantis", "", "not a country"),
        ("currency", "DEM", "", "no longer tender"),
        ("currency", "XQQ", "", "not a currency"),
        ("currency", "$", "", "not a code of three letters"),
        ("time_zone", "EST", "", "hours without a place"),
        ("time_zone", "Mars/Olympus", "", "not a time zone"),
        ("email", "a" * 5000, "", "too long"),
    ],
)
def test_what_cannot_be_used_says_why(kind: str, typed: str, context: str, problem: str) -> None:
    assert read(kind, typed, context) == (None, problem)


SIGNS = st.one_of(
    st.text(max_size=40),
    st.text("0123456789 +-./()@ABCDEHGMXVATwww:ßé", max_size=30),
)


@given(st.sampled_from(sorted(KINDS)), SIGNS, st.one_of(st.just("US"), st.just("DE"), SIGNS))
def test_no_text_raises_and_every_text_is_either_read_or_refused(
    kind: str, typed: str, context: str
) -> None:
    value, problem = read(kind, typed, context)
    assert (value is None) != (problem is None)
    assert problem != "cannot be read", "a library raised what it does not promise to"


@given(st.text("0123456789", min_size=12, max_size=12))
def test_a_gln_with_its_check_digit_is_read_and_with_another_is_not(digits: str) -> None:
    check = ean.calc_check_digit(digits)
    if len(set(digits + check)) > 1:
        assert read("gln", digits + check) == (digits + check, None)
        assert read("gln", digits + str((int(check) + 1) % 10)).value is None


@given(st.integers(2_000_000, 9_999_999), st.sampled_from(["", " ", "-", "."]))
def test_a_phone_is_one_number_however_its_digits_are_set_apart(line: int, gap: str) -> None:
    set_apart = f"(704){gap}{line // 10000}{gap}{line % 10000:04d}"
    assert read("phone", set_apart, "US") == read("phone", f"+1704{line}", "")


@pytest.mark.parametrize(
    ("zone", "gap"),
    [
        ("America/New_York", Gap(7, 120, 180)),
        ("Europe/London", Gap(7, 60, 120)),
        ("Australia/Lord_Howe", Gap(7, 120, 150)),
        ("Africa/Cairo", Gap(5, 0, 60)),
        ("America/Nuuk", Gap(6, 1380, 1440)),
        ("America/Phoenix", None),
        ("UTC", None),
    ],
)
def test_the_hours_that_the_next_spring_change_skips(zone: str, gap: Gap | None) -> None:
    assert next_gap(zone, datetime(2026, 11, 2, 5)) == gap


def test_a_reader_that_changes_or_its_library_is_a_new_version() -> None:
    assert set(VERSIONS) == KINDS
    assert VERSIONS["phone"].startswith("1 phonenumbers ")
    assert CONTEXTUAL < KINDS
