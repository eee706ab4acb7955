"""Splink 5 on an engine: our model in its words, silent and without a network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from customer_truth.matching.model import DIFFERENT, Comparison, Level, Model

if TYPE_CHECKING:
    from splink import Linker

    from customer_truth.warehouse.matching_engine import MatchingEngine

ID = "id"


def open_linker(
    engine: MatchingEngine,
    table: str,
    model: Model,
    blocking: Sequence[str],
    frequencies: bool = True,
) -> Linker:
    """Splink's linker on `table`; `blocking` holds SQL over l and r.

    With `frequencies` there stands a table `frequency_<column>` for every column that is weighed
    by how common its value is.
    """
    from splink import Linker, SettingsCreator

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ID,
        probability_two_random_records_match=model.prior,
        comparisons=[
            _comparison(engine, comparison, frequencies) for comparison in model.comparisons
        ],
        blocking_rules_to_generate_predictions=[{"blocking_rule": sql} for sql in blocking],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    api = engine.splink()
    linker = Linker(api.register(table), settings, log_level=None, validate_settings=False)
    if frequencies:
        for comparison in model.comparisons:
            if comparison.common_among:
                counted = api.register(f"frequency_{comparison.column}")
                linker.table_management.register_term_frequency_lookup(counted, comparison.column)
    return linker


def answer_number(comparison: Comparison, level: Level) -> int:
    """Splink's number of a level: the last one is 0, and unknown is -1."""
    return len(comparison.levels) - 1 - comparison.levels.index(level)


@contextmanager
def silence() -> Iterator[None]:
    """Splink tells its progress to a logger, which would end on standard error."""
    logger = logging.getLogger("splink")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _comparison(
    engine: MatchingEngine, comparison: Comparison, frequencies: bool
) -> dict[str, Any]:
    left, right = f'"{comparison.column}_l"', f'"{comparison.column}_r"'
    unknown = {
        "sql_condition": engine.condition(f"{left} is null or {right} is null"),
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    levels = [_level(engine, comparison, level, frequencies) for level in comparison.levels]
    return {"output_column_name": comparison.field, "comparison_levels": [unknown, *levels]}


def _level(
    engine: MatchingEngine, comparison: Comparison, level: Level, frequencies: bool
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "sql_condition": engine.condition(level.condition),
        "label_for_charts": level.words,
    }
    if level.m is not None:
        told["m_probability"] = level.m
    if level.u is not None:
        told["u_probability"] = level.u
    if frequencies and comparison.common_among and level.words != DIFFERENT:
        # A common value weighs less than the file says; a rare one never weighs more.
        told["tf_adjustment_column"] = comparison.column
        told["tf_minimum_u_value"] = comparison.levels[0].u
    return told
