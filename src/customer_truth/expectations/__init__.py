"""Great Expectations on the warehouse's engine, and the criterion expectation.

Importing Great Expectations takes seconds, so it is imported by the first call that needs it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from customer_truth.expectations.failing_keys import EVERYTHING, failing_keys_table
from customer_truth.expectations.outcome import Criterion, Outcome, Waiver
from customer_truth.rules.model import Rule

__all__ = [
    "EVERYTHING",
    "Criterion",
    "Outcome",
    "Waiver",
    "evaluate_mart",
    "failing_keys_table",
    "open_context",
    "warm_up",
    "write_data_docs",
]


def warm_up() -> None:
    """Imports Great Expectations; call it from a thread while something else is waited for."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    from customer_truth.expectations import data_docs, evaluate  # noqa: F401


def open_context() -> Any:
    """A context of Great Expectations that keeps nothing on disk and looks nothing up."""
    warm_up()
    from customer_truth.expectations import datasource

    return datasource.open_context()


def evaluate_mart(
    context: Any,
    url: str,
    schema: str,
    mart: str,
    key: str,
    customer: str | None,
    value: str | None,
    criteria: Sequence[Criterion],
    waivers: Iterable[Waiver],
    *,
    store_schema: str,
) -> tuple[list[Outcome], list[Any]]:
    """Evaluates every rule of a mart on its engine and has the engine write the failing keys.

    Outcomes stand in the order of `criteria`. Every failing key is in
    `store_schema.failing_keys` afterwards, waived ones marked. The second part is what Great
    Expectations found, for `write_data_docs`.
    """
    warm_up()
    from customer_truth.expectations import evaluate

    return evaluate.evaluate_mart(
        context,
        url,
        schema,
        mart,
        key,
        customer,
        value,
        criteria,
        waivers,
        store_schema=store_schema,
    )


def write_data_docs(
    results: Sequence[Any], rules_by_id: Mapping[str, Rule], folder: Path, owner: str
) -> Path:
    """Writes Great Expectations' Data Docs on one owner's rules; returns the index page."""
    warm_up()
    from customer_truth.expectations import data_docs

    return data_docs.write_data_docs(results, rules_by_id, folder, owner)
