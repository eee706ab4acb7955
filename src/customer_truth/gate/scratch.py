"""A throw-away warehouse that shows the last night's relations and takes what is built anew."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from customer_truth.machine.environment import NIGHT
from customer_truth.machine.swept import swept_folder
from customer_truth.sql.text import quoted
from customer_truth.warehouse.base import PUBLISHED_SCHEMAS, QUALITY
from customer_truth.warehouse.duckdb import DuckDBWarehouse

_PREFIX = "customer-truth-gate-"
SHOWN = ("raw", *PUBLISHED_SCHEMAS, QUALITY)


def scratch_folder() -> AbstractContextManager[Path]:
    """A folder that is gone afterwards; what a killed gate left behind is swept first."""
    return swept_folder(Path(tempfile.gettempdir()), _PREFIX)


class Scratch(DuckDBWarehouse):
    """One side's throw-away file, with the published night attached read only as `night`."""

    def __init__(self, folder: Path, night: DuckDBWarehouse) -> None:
        super().__init__(folder, "")
        self.night = night.path
        # Named as the night's was while it was built: dbt takes another name for another project.
        self.path = self.next_path = self.next_path.with_name(night.next_path.name)
        self._shown: set[str] = set()

    def url(self, *, building: bool = False) -> str:
        address = make_url(super().url(building=True))
        return address.update_query_dict({"attach": str(self.night)}).render_as_string(
            hide_password=False
        )

    def dbt_environment(self) -> dict[str, str]:
        return {**super().dbt_environment(), NIGHT: str(self.night)}

    def show(self, schemas: Iterable[str] = SHOWN) -> None:
        """Makes a view on each of the night's relations, under the same name, once a schema.

        What the side has made itself stays.
        """
        asked = [schema for schema in schemas if schema not in self._shown]
        self._shown.update(asked)
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.building() as connection:
            relations: Any = connection.exec_driver_sql(
                "select schema_name, table_name from ("
                "select database_name, schema_name, table_name from duckdb_tables() union all "
                "select database_name, schema_name, view_name from duckdb_views()"
                ") where database_name = 'night' order by all"
            ).all()
            own: Any = connection.exec_driver_sql(
                "select table_schema, table_name from information_schema.tables "
                "where table_catalog = current_database()"
            ).all()
            made = {(schema, name) for schema, name in own}
            for wanted in asked:
                connection.exec_driver_sql(f'create schema if not exists "{wanted}"')
            for schema, name in relations:
                relation = f'"{schema}"."{name}"'
                if schema in asked and (schema, name) not in made:
                    connection.exec_driver_sql(
                        f"create view {relation} as select * from night.{relation}"
                    )

    def hide(self, schema: str, names: Iterable[str]) -> None:
        """Drops what stands there, so that relations of their own can take the place."""
        with self.building() as connection:
            for name in names:
                found = connection.exec_driver_sql(
                    "select table_type from information_schema.tables where table_catalog = "
                    "current_database() and table_schema = ? and table_name = ?",
                    (schema, name),
                ).scalar()
                if found:
                    kind = "view" if found == "VIEW" else "table"
                    connection.exec_driver_sql(f'drop {kind} "{schema}"."{name}"')

    def unload(
        self, schema: str, table: str, columns: Sequence[str], path: Path, *, building: bool
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with self.building() as connection:
            connection.exec_driver_sql(
                f"copy (select {names} from {schema}.{table}) to {quoted(path)} (format csv)"
            )
