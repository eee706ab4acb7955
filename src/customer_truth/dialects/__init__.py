"""What differs between engines in the words of SQL; where a night stands on each is `warehouse`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from customer_truth.dialects.duckdb import DuckDB
from customer_truth.dialects.postgres import Postgres
from customer_truth.dialects.spark import Spark
from customer_truth.dialects.spelling import Dialect, Spelling

__all__ = [
    "BENCH",
    "BENCH_URL",
    "DEFAULT_TARGET",
    "MODELS",
    "SPELLINGS",
    "TARGETS",
    "Dialect",
    "Spelling",
    "Target",
    "spelling_on",
]

# The engines on which a night is built.
Target = Dialect
TARGETS: tuple[Target, ...] = get_args(Dialect)
DEFAULT_TARGET: Target = "duckdb"

SPELLINGS: Mapping[Dialect, Spelling] = {
    "duckdb": DuckDB(),
    "postgres": Postgres(),
    "spark": Spark(),
}
# By which the SQL of models is parsed before an engine has rendered it.
MODELS: Dialect = "duckdb"
# Where rows are tried that stand in no warehouse: in memory, on every machine.
BENCH: Dialect = "duckdb"
BENCH_URL = "truth_duckdb://"


def spelling_on(sqlalchemy_name: str) -> Spelling:
    """The words of the engine that SQLAlchemy calls so."""
    return next(one for one in SPELLINGS.values() if one.sqlalchemy_name == sqlalchemy_name)
