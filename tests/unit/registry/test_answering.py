"""A role falls to its delegate, then to the next above, and never to somebody who has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from customer_truth.registry import Owner, Registry, load_registry
from customer_truth.registry.answering import NOBODY, answering, answers
from tests.conftest import ROOT

TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)


def owner(role: str, person: str, **changed: object) -> Owner:
    row = Owner(
        file=Path("seeds/owners.csv"),
        line=2,
        role=role,
        function="sales",
        person=person,
        email=f"{person}@example.com",
        handle=None,
        alert=None,
        delegate=None,
        escalates_to=None,
        valid_from=date(2024, 1, 1),
        valid_to=None,
    )
    return replace(row, **changed)  # type: ignore[arg-type]


SHIPPED = load_registry(ROOT)


def registry(*rows: Owner) -> Registry:
    return replace(SHIPPED, owners=tuple(rows))


def test_whoever_holds_the_role_answers() -> None:
    assert answers(registry(owner("sales", "Devon", delegate="chief")), "sales", TODAY) == "Devon"


def test_a_role_whose_term_ended_yesterday_falls_to_its_delegate() -> None:
    rows = registry(
        owner("sales", "Devon", delegate="steward", escalates_to="chief", valid_to=YESTERDAY),
        owner("steward", "Tomasz"),
        owner("chief", "Ingrid"),
    )
    assert answers(rows, "sales", TODAY) == "Tomasz, standing in for Devon"
    assert answers(rows, "sales", YESTERDAY) == "Devon"


def test_without_a_delegate_in_office_it_goes_up_until_somebody_is() -> None:
    rows = registry(
        owner("sales", "Devon", delegate="steward", escalates_to="head", valid_to=YESTERDAY),
        owner("steward", "Tomasz", valid_to=YESTERDAY),
        owner("head", "Noor", escalates_to="Ingrid", valid_to=YESTERDAY),
        owner("chief", "Ingrid"),
    )
    assert answers(rows, "sales", TODAY) == "Ingrid, standing in for Devon"


def test_a_person_may_be_the_delegate() -> None:
    rows = registry(
        owner("sales", "Devon", delegate="Ingrid", valid_to=YESTERDAY), owner("chief", "Ingrid")
    )
    assert answers(rows, "sales", TODAY) == "Ingrid, standing in for Devon"


def test_where_nobody_is_in_office_nobody_answers_and_nothing_turns_in_a_circle() -> None:
    rows = registry(
        owner("sales", "Devon", delegate="chief", escalates_to="chief", valid_to=YESTERDAY),
        owner("chief", "Ingrid", delegate="sales", escalates_to="sales", valid_to=YESTERDAY),
    )
    assert answering(rows, "sales", TODAY) is None
    assert answers(rows, "sales", TODAY) == answers(rows, "nosuch", TODAY) == NOBODY


ROLES = ["a", "b", "c", "d"]
NAMES = st.none() | st.sampled_from([*ROLES, "A", "B"])
ROWS = st.builds(
    lambda role, delegate, above, start, days: owner(
        role,
        role.upper(),
        delegate=delegate,
        escalates_to=above,
        valid_from=TODAY + timedelta(days=start),
        valid_to=TODAY + timedelta(days=start + days),
    ),
    st.sampled_from(ROLES),
    NAMES,
    NAMES,
    st.integers(-40, 10),
    st.integers(0, 60),
)


@given(st.lists(ROWS, max_size=6))
def test_whoever_answers_is_in_office_whatever_the_rows(rows: Sequence[Owner]) -> None:
    for role in ROLES:
        found = answering(registry(*rows), role, TODAY)
        assert found is None or found.owner.in_force(TODAY)
        if any(row.role == role and row.in_force(TODAY) for row in rows[:1]) and len(rows) == 1:
            assert found is not None
            assert found.former is None
