"""Great Expectations on the warehouse's engine, and the criterion expectation.

Importing Great Expectations takes seconds, so what needs it is imported when first asked for.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

from customer_truth.expectations.failing_keys import (
    EVERYTHING,
    KEYS,
    counts_of_keys,
    failing_keys_table,
    keep_only,
)
from customer_truth.expectations.judged import Criterion, Outcome, Waiver

if TYPE_CHECKING:
    from customer_truth.expectations.data_docs import results_of, write_data_docs
    from customer_truth.expectations.datasource import open_context
    from customer_truth.expectations.evaluate import evaluate_mart

__all__ = [
    "EVERYTHING",
    "KEYS",
    "Criterion",
    "Outcome",
    "Waiver",
    "counts_of_keys",
    "evaluate_mart",
    "failing_keys_table",
    "keep_only",
    "open_context",
    "results_of",
    "warm_up",
    "write_data_docs",
]

_NEEDS_GREAT_EXPECTATIONS = {
    "evaluate_mart": "evaluate",
    "open_context": "datasource",
    "results_of": "data_docs",
    "write_data_docs": "data_docs",
}


def warm_up() -> None:
    """Imports Great Expectations; call it from a thread while something else is waited for."""
    for name in _NEEDS_GREAT_EXPECTATIONS:
        __getattr__(name)


def __getattr__(name: str) -> Any:
    if name not in _NEEDS_GREAT_EXPECTATIONS:
        raise AttributeError(name)
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    module = importlib.import_module(f"{__name__}.{_NEEDS_GREAT_EXPECTATIONS[name]}")
    return getattr(module, name)
