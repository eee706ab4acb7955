"""A relation by the name that the package writes for it."""

from __future__ import annotations

from dataclasses import dataclass

from dbt.adapters.spark import SparkRelation

from customer_truth.sql.text import named


@dataclass(frozen=True, eq=False, repr=False)
class TruthSparkRelation(SparkRelation):
    """Quoted, where it is, as models quote names."""

    quote_character: str = '"'

    def quoted(self, identifier: str) -> str:
        """A name in those quotes."""
        return named(identifier)
