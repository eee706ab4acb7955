"""Records to match, and the reviewed model of customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from customer_truth.matching.model import Model
from customer_truth.matching.model_file import load_model
from customer_truth.warehouse.local_matching import LocalMatching

ROOT = Path(__file__).parents[3]
Rows = Sequence[dict[str, str | None]]


@pytest.fixture(scope="session")
def model() -> Model:
    """The model that the nights use."""
    return load_model(ROOT)


@pytest.fixture
def engine() -> Iterator[LocalMatching]:
    """An empty engine."""
    with duckdb.connect() as made:
        yield LocalMatching(made)


@pytest.fixture
def load(engine: LocalMatching, model: Model) -> Callable[[Rows], None]:
    """Replaces the table `records`; a record is a customer of its own unless it says otherwise."""
    columns = ("record_id", "customer_id", *model.columns)

    def loaded(rows: Rows) -> None:
        typed = ", ".join(f"{column} text" for column in columns)
        engine.connection.execute(f"create or replace table records ({typed})")
        values = [
            [row.get(c, row["record_id"] if c == "customer_id" else None) for c in columns]
            for row in rows
        ]
        if values:
            marks = ", ".join("?" for _ in columns)
            engine.connection.executemany(f"insert into records values ({marks})", values)

    return loaded
