"""Days between two moments are calendar days, in a rule as in a model."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import duckdb
import jinja2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from customer_truth.predicate.predicate import parse
from tests.conftest import ROOT

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2049, 12, 31))
COLUMNS = {"a": "timestamp", "b": "timestamp"}
ENGINE = duckdb.connect()
NIGHT = datetime(2026, 11, 2, tzinfo=UTC)
MACROS: Any = jinja2.Template((ROOT / "macros" / "time.sql").read_text()).module


@settings(deadline=None, max_examples=50)
@given(MOMENTS, MOMENTS)
@example(datetime(2026, 3, 1, 9), datetime(2026, 4, 26, 22))  # 56 days and 13 hours
@example(datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 1))
def test_a_rule_and_a_model_count_the_same_days(earlier: datetime, later: datetime) -> None:
    days = (later.date() - earlier.date()).days
    rule = parse("days_between(a, b) = :days", COLUMNS, {"days": days}).sql("duckdb", NIGHT)
    model = MACROS.days_between("a", "b")
    moments = f"(select timestamp '{earlier}' as a, timestamp '{later}' as b)"
    assert ENGINE.sql(f"select {model}, {rule} from {moments}").fetchall() == [(days, True)]
