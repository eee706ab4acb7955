"""The waivers that an owner is warned of: those of the own rules, that end within thirty days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from customer_truth.definitions.load import load_definitions
from customer_truth.site import Company
from tests.unit.lint.lint_project import TODAY, make_project

_ENDS = date(2026, 12, 31)
_OWN = {"proposal_has_amount"}


@pytest.mark.parametrize(
    ("on", "rules", "is_told"),
    [
        (_ENDS, _OWN, True),
        (_ENDS - timedelta(days=30), _OWN, True),
        (_ENDS - timedelta(days=31), _OWN, False),
        (_ENDS + timedelta(days=1), _OWN, False),
        (_ENDS, {"email_is_well_formed"}, False),
    ],
)
def test_waiver_is_told_in_the_month_in_which_it_ends(
    on: date, rules: set[str], is_told: bool, tmp_path: Path
) -> None:
    company = Company(
        definitions=load_definitions(make_project(tmp_path), TODAY), marts_schema="marts"
    )
    assert bool(company.ending_waivers(rules, on)) is is_told
