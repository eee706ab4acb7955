"""A rule that was worded otherwise before judges each record by the wording of its moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.criteria.rule_sql import compile_rule
from customer_truth.definitions.marts import Column, Mart
from customer_truth.rules import Rule
from customer_truth.rules.load import load_suites

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
RULES = """\
suite: visits
mart: visits
key: id
judged_at: entered_at
rules:
  - id: proposal_has_amount
    title: A proposal carries a price
    kind: invariant
    owner: sales_operations
    severity: critical
    dimension: completeness
    why: A forecast built on proposals without a price is a guess.
    fix: Enter the quoted amount.
    effective_from: {moved}
    limits: {{least: 1000}}
    when: stage = 'proposal'
    must: amount >= :least
    before:
      - effective_from: 2025-01-01
        limits: {{least: 1}}
"""
COLUMNS = {"id": "integer", "stage": "text", "amount": "numeric(18,2)", "entered_at": "timestamp"}
VISITS = Mart(
    name="visits",
    description="",
    owner=None,
    columns={n: Column(name=n, data_type=t, safe=True) for n, t in COLUMNS.items()},
    file=Path("visits.yml"),
    line=1,
)
Visit = tuple[int, str, float | None, datetime | None]


def rule_from(root: Path, moved: date) -> Rule:
    folder = root / "expectations"
    folder.mkdir(exist_ok=True)
    (folder / "visits.yml").write_text(RULES.format(moved=moved))
    suites, problems = load_suites(root)
    assert not problems
    return suites[0].rules[0]


def verdicts(rule: Rule, visits: list[Visit]) -> dict[int, bool]:
    """Which of the visits that the rule judges keep it."""
    compiled = compile_rule(rule, VISITS, person="", dialect="duckdb", as_of=datetime(2027, 1, 1))
    connection = duckdb.connect()
    columns = ", ".join(f"{name} {data_type}" for name, data_type in COLUMNS.items())
    connection.execute(f"create table visits ({columns})")
    if visits:
        connection.executemany("insert into visits values (?, ?, ?, ?)", visits)
    query = f"select id, coalesce({compiled.must}, false) from visits where {compiled.activation}"
    return dict(connection.execute(query).fetchall())


moments = st.datetimes(datetime(2024, 12, 1), datetime(2026, 12, 31))
some_visits = st.lists(
    st.tuples(
        st.sampled_from(["proposal", "won"]),
        st.none() | st.sampled_from([0.0, 1.0, 999.99, 1000.0, 5000.0]),
        st.none() | moments,
    ),
    max_size=15,
).map(lambda rows: [(number, *row) for number, row in enumerate(rows)])


@settings(max_examples=60, deadline=None)
@given(visits=some_visits, moved=st.dates(date(2025, 1, 2), LAST), days=st.integers(1, 200))
def test_moving_the_date_of_a_new_wording_moves_only_the_visits_in_between(
    tmp_path_factory: object, visits: list[Visit], moved: date, days: int
) -> None:
    root = Path(tmp_path_factory.mktemp("rules"))  # type: ignore[attr-defined]
    later = min(moved + timedelta(days=days), LAST)
    first = verdicts(rule_from(root, moved), visits)
    second = verdicts(rule_from(root, later), visits)

    assert first.keys() == second.keys()
    between = {
        number
        for number, _, _, entered in visits
        if entered is not None and moved <= entered.date() < later
    }
    assert {number for number in first if first[number] != second[number]} <= between


@settings(max_examples=60, deadline=None)
@given(visits=some_visits, moved=st.dates(date(2025, 1, 2), LAST))
def test_each_visit_is_judged_by_the_wording_in_force_when_it_was_entered(
    tmp_path_factory: object, visits: list[Visit], moved: date
) -> None:
    root = Path(tmp_path_factory.mktemp("rules"))  # type: ignore[attr-defined]
    expected = {
        number: amount is not None and amount >= (1 if entered and entered.date() < moved else 1000)
        for number, stage, amount, entered in visits
        if stage == "proposal" and (entered is None or entered.date() >= FIRST)
    }
    assert verdicts(rule_from(root, moved), visits) == expected
