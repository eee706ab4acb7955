"""A project for notebooks: results, exceptions and rules as pandas data frames.

Every question is answered by the engine and filtered there; only its answer comes into memory.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from customer_truth.lookups.nights import Filter, exceptions_query, latest_run, named, results_query
from customer_truth.project import Project, open_settings
from customer_truth.rulebook import rule_rows
from customer_truth.warehouse import open_warehouse

if TYPE_CHECKING:
    import pandas
    from sqlalchemy import Select


class OpenProject:
    """One project's last finished night, and its rules as they stand in the files today."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._warehouse = open_warehouse(project)

    def results(self, *, owner: str | None = None) -> pandas.DataFrame:
        """One row for each rule of the last night: verdict, records, failing."""
        with self._warehouse.reading() as connection:
            query = results_query(latest_run(connection)["run_id"])
            self._named(connection, Filter(owner=owner))
            if owner is not None:
                query = query.where(query.selected_columns.owner == owner)
            return _frame(connection, query)

    def exceptions(
        self,
        *,
        rule: str | None = None,
        owner: str | None = None,
        customer: str | None = None,
        with_resolved: bool = False,
        limit: int | None = None,
    ) -> pandas.DataFrame:
        """One row for each exception, newest and costliest first; keys, never values of a mart."""
        with self._warehouse.reading() as connection:
            wanted = self._named(connection, Filter(rule, owner, customer, with_resolved))
            return _frame(connection, exceptions_query(wanted).limit(limit))

    def _named(self, connection: Any, asked: Filter) -> Filter:
        return named(connection, asked, self._warehouse.schema("marts"), self.project.root)

    def rules(self, *, owner: str | None = None) -> pandas.DataFrame:
        """One row for each rule: criterion, owner and person, why, fix."""
        import pandas

        return pandas.DataFrame(rule_rows(self.project, datetime.now(UTC).date(), owner))


def open_project(
    path: str | Path | None = None,
    *,
    target: str | None = None,
    sources: str | None = None,
    home: str | Path | None = None,
) -> OpenProject:
    """Opens the project at or above `path` (default: here) for looking things up."""
    return OpenProject(
        open_settings(
            Path(path) if path else None,
            home=Path(home) if home else None,
            target=target,
            sources=sources,
        )
    )


def _frame(connection: Any, query: Select[Any]) -> pandas.DataFrame:
    import pandas

    return pandas.read_sql(query, connection)
