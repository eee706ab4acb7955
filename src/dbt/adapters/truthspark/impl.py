"""The adapter: dbt-spark's, with names as the package writes them and a shorter look around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dbt.adapters.base import BaseRelation, available
from dbt.adapters.contracts.relation import RelationType
from dbt.adapters.spark import SparkAdapter, SparkColumn
from dbt_common.exceptions import DbtDatabaseError

from customer_truth.sql.text import named
from dbt.adapters.truthspark.connections import TruthSparkConnectionManager
from dbt.adapters.truthspark.relation import TruthSparkRelation

if TYPE_CHECKING:
    import agate

_NOT_THERE = ("[SCHEMA_NOT_FOUND]", "[TABLE_OR_VIEW_NOT_FOUND]")


class TruthSparkAdapter(SparkAdapter):
    """Models are written in the package's words, in which names stand in double quotes."""

    Relation = TruthSparkRelation
    ConnectionManager = TruthSparkConnectionManager

    def quote(self, identifier: str) -> str:
        """A name in the quotes that the driver reads."""
        return named(identifier)

    def list_relations_without_caching(self, schema_relation: BaseRelation) -> list[BaseRelation]:
        """What stands in a schema; dbt-spark asks for all that is known of each table."""
        from customer_truth.warehouse.spark_values import ticked

        schema = str(schema_relation.schema)
        views = self._names(f"show views in {ticked(schema)}")
        return [
            self.Relation.create(
                schema=schema,
                identifier=name,
                type=RelationType.View if name in views else RelationType.Table,
            )
            for name in sorted(self._names(f"show tables in {ticked(schema)}"))
        ]

    def get_columns_in_relation(self, relation: BaseRelation) -> list[SparkColumn]:
        """Names and types, these in the package's words; none of a relation that is not there."""
        from customer_truth.warehouse.spark_values import ticked, told_type

        place = f"{ticked(str(relation.schema))}.{ticked(str(relation.identifier))}"
        rows = self._rows(f"describe query select * from {place}")
        return [SparkColumn(column=row[0], dtype=told_type(row[1])) for row in rows]

    @available
    def load_rows(self, relation: BaseRelation, rows: agate.Table) -> None:
        """Adds the rows of a seed to its table."""
        handle = self.connections.get_thread_connection().handle
        place = f"{named(str(relation.schema))}.{named(str(relation.identifier))}"
        with self.connections.exception_handler(place):
            handle.append(place, list(rows.column_names), [tuple(row) for row in rows.rows])

    def _names(self, statement: str) -> set[str]:
        return {row[1] for row in self._rows(statement) if not row[2]}

    def _rows(self, statement: str) -> list[Any]:
        try:
            _, found = self.execute(statement, fetch=True)
        except DbtDatabaseError as error:
            if any(condition in str(error) for condition in _NOT_THERE):
                return []
            raise
        return [tuple(row) for row in found.rows]
