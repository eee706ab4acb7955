"""One tax number has one form, in every country that python-stdnum knows.

The numbers are the examples that its modules carry in their docstrings, read where it is installed.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from doctest import DocTestParser
from types import ModuleType

import pytest
import stdnum
from stdnum.exceptions import ValidationError

from customer_truth.identifiers import country
from customer_truth.identifiers.kinds import read

EXAMPLE = re.compile(r"\(\s*'([^']+)'")
# Modules about something else than companies and people: postal codes, bank accounts, metering
# points and the like. What they hold may look like a tax number, and need not have one form.
COUNTRIES = sorted(
    home
    for info in pkgutil.iter_modules(stdnum.__path__)
    if info.ispkg and (home := info.name.strip("_").upper()) in country.codes()
)
PREFIXES = {"GR": ("GR", "EL"), "GB": ("GB", "XI")}


def modules(home: str) -> Iterator[ModuleType]:
    for name in (home.lower(), f"{home.lower()}_"):
        try:
            package = importlib.import_module(f"stdnum.{name}")
        except ImportError:
            continue
        for info in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"stdnum.{name}.{info.name}")
            if hasattr(module, "validate"):
                yield module


def examples(home: str) -> Iterator[tuple[str, str]]:
    """Every valid number as its module writes it, and its compact form."""
    for module in modules(home):
        for example in DocTestParser().get_examples(module.__doc__ or ""):
            for number in EXAMPLE.findall(example.source):
                try:
                    yield number, module.validate(number)
                except ValidationError:
                    continue


def spellings(home: str, number: str, valid: str) -> set[str]:
    """The same number with and without prefix and separators, in large and small letters."""
    bare = valid if home == "CH" else valid.removeprefix(home)
    found = {number, valid, bare, bare.lower()}
    for prefix in PREFIXES.get(home, (home,)):
        found |= {f"{prefix}{bare}", f"{prefix} {bare}".lower(), f"{prefix}-{bare}"}
        if not number.upper().startswith((*PREFIXES.get(home, (home,)), "МК", "УНП")):
            found.add(f"{prefix}{number}")
    return found


def test_the_countries_of_python_stdnum_are_tried() -> None:
    tried = [home for home in COUNTRIES if any(examples(home))]
    assert len(tried) >= 87
    assert {"RO", "GR", "GB", "CH", "NO", "PL", "FR", "IN", "IS"} <= set(tried)


@pytest.mark.parametrize("home", COUNTRIES)
def test_a_number_has_one_form_with_and_without_prefix(home: str) -> None:
    for number, valid in examples(home):
        forms = {typed: read("tax_id", typed, home) for typed in spellings(home, number, valid)}
        assert len({form.value for form in forms.values()}) == 1, forms


@pytest.mark.parametrize("home", COUNTRIES)
def test_no_form_says_its_country_twice(home: str) -> None:
    values = {read("tax_id", valid, home).value or "" for _, valid in examples(home)}
    doubled = {value for value in values if value.startswith(home + home) and home != "CH"}
    assert not doubled


@pytest.mark.parametrize(
    ("typed", "context", "value"),
    [
        ("RO18547290", "RO", "RO18547290"),
        ("18547290", "RO", "RO18547290"),
        ("ro 185 472 90", "", "RO18547290"),
        ("XI980780684", "GB", "GB980780684"),
        ("GB980780684", "IM", "GB980780684"),  # the Isle of Man's numbers are Great Britain's
        ("980780684", "IM", "GB980780684"),
        ("FR 83 404 833 048", "RE", "FR83404833048"),
        ("83404833048", "Réunion", "FR83404833048"),
        ("53000004605", "MC", "FR53000004605"),
        ("FR53000004605", "MC", "FR53000004605"),
        ("FR53000004605", "", "FR53000004605"),
        ("66-1234567", "PR", "US661234567"),
        ("EL094259216", "EL", "GR094259216"),
    ],
)
def test_a_number_has_the_form_of_the_country_that_issued_it(
    typed: str, context: str, value: str
) -> None:
    assert read("tax_id", typed, context).value == value


@pytest.mark.parametrize(
    ("home", "spellings", "value"),
    [
        ("SE", ("556188-8404", "5561888404", "SE 556188-8404 01"), "SE556188840401"),
        ("FR", ("303 265 045", "FR40303265045", "40 303 265 045"), "FR40303265045"),
        ("CA", ("123456782", "123456782 RT 0001", "CA123456782RT0001"), "CA123456782"),
        ("AU", ("004 085 616", "53 004 085 616", "AU53004085616"), "AU53004085616"),
        ("HU", ("12892312", "HU12892312", "12892312-2-42", "12892312242"), "HU12892312"),
        (
            "CH",
            ("CHE-109.322.551", "CHE-109.322.551 HR/MWST", "CHE-109.322.551 MWST TVA/IVA"),
            "CHE109322551",
        ),
    ],
)
def test_a_company_has_one_number_in_whichever_of_its_registers_it_is_looked_up(
    home: str, spellings: tuple[str, ...], value: str
) -> None:
    assert {read("tax_id", typed, home).value for typed in spellings} == {value}
