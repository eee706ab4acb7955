"""Which rules fail for another share of their records than on their own past nights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection, select

from customer_truth.extracts.usual import WINDOW, unusual_share
from customer_truth.quality.tables import rule_results, runs

Past = Mapping[str, list[tuple[date, float]]]


def past_shares(connection: Connection, night: date) -> Past:
    """The share of records that failed by rule and day, of the last run of each day."""
    r = rule_results.c
    query = (
        select(r.rule_id, runs.c.as_of, r.failing_share)
        .select_from(rule_results.join(runs, runs.c.run_id == r.run_id))
        .where(r.failing_share.is_not(None), runs.c.as_of > night - timedelta(days=WINDOW + 1))
        .order_by(runs.c.started_at)
    )
    by_rule: dict[str, dict[date, float]] = {}
    for row in connection.execute(query):
        by_rule.setdefault(row.rule_id, {})[row.as_of.date()] = row.failing_share
    return {rule: list(days.items()) for rule, days in by_rule.items()}


def unusual_words(past: Past, rule: str, night: date, failing: int, records: int) -> str | None:
    """`32.1% fail, usually 1.2% to 3.4%`, where that is not what the rule's nights let expect."""
    usual = unusual_share(past.get(rule, ()), night, failing, records)
    if usual is None:
        return None
    low, high = usual
    return f"{failing / records:.1%} fail, usually {low:.1%} to {high:.1%}"
