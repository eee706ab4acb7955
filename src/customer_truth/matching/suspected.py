"""The suspected pairs of the last night, and the rows that a steward adds to decide on them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, column, nulls_last, or_, select, table

from customer_truth.text.csv_line import csv_line

COLUMNS = (
    *("match_id", "record_id_a", "record_id_b", "customer_id", "other_customer_id", "kind"),
    *("match_weight", "match_probability", "agreed_on", "differs_on", "decision"),
    "invoiced_last_year",
)
DECISIONS = ("same", "different")


def suspected_query(
    marts: str,
    customer: str | None = None,
    *,
    with_decided: bool = False,
    found: Callable[[ColumnElement[Any]], ColumnElement[bool]] | None = None,
) -> Select[Any]:
    """Pairs of `suspected_matches`, the heaviest first, then the costliest.

    `found(match_id)` says which of them are asked for, by what rules found of them.
    """
    matches = table("suspected_matches", *map(column, COLUMNS), schema=marts)
    c = matches.c
    query = select(*(c[name] for name in COLUMNS))
    if customer is not None:
        query = query.where(or_(c.customer_id == customer, c.other_customer_id == customer))
    if not with_decided:
        query = query.where(c.decision.is_(None))
    if found is not None:
        query = query.where(found(c.match_id))
    return query.order_by(
        c.match_weight.desc(), nulls_last(c.invoiced_last_year.desc()), c.match_id
    )


def decision_line(pair: Mapping[str, Any], decision: str, by: str, reason: str, on: date) -> str:
    """The line of seeds/match_decisions.csv that decides on a pair; the same pair, the same id."""
    decision_id = f"M-{zlib.crc32(str(pair['match_id']).encode()):08x}"
    records = (pair["record_id_a"], pair["record_id_b"])
    return csv_line((decision_id, *records, decision, reason, by, on)).removesuffix("\n")
