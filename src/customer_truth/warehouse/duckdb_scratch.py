"""DuckDB: a side of a comparison is a file of its own, with the published night attached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, make_url, text

from customer_truth.machine.environment import NIGHT
from customer_truth.sql.text import quoted
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from customer_truth.warehouse.scratch import Scratch, SideBySide

_OF_NIGHT = """
select table_name from duckdb_tables()
where database_name = 'night' and schema_name = :schema
union all
select view_name from duckdb_views()
where database_name = 'night' and schema_name = :schema and not internal
order by all
"""


class DuckDBScratch(Scratch, DuckDBWarehouse):
    """One side's throw-away file; the night is attached to it, read only, as `night`."""

    def __init__(self, folder: Path, night: DuckDBWarehouse) -> None:
        super().__init__(folder, "")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.night = night.path
        # Named as the night's was while it was built: dbt takes another name for another project.
        self.path = self.next_path = self.next_path.with_name(night.next_path.name)
        self._shown = set()

    def url(self, *, building: bool = False) -> str:
        address = make_url(super().url(building=True))
        return address.update_query_dict({"attach": str(self.night)}).render_as_string(
            hide_password=False
        )

    def dbt_environment(self) -> Mapping[str, str]:
        return {**super().dbt_environment(), NIGHT: str(self.night)}

    def night_schema(self, name: str) -> str:
        return f"night.{name}"

    def of_night(self, connection: Connection, schema: str) -> Mapping[str, str]:
        names: Any = connection.execute(text(_OF_NIGHT), {"schema": schema}).scalars()
        return {name: f'select * from night."{schema}"."{name}"' for name in names}

    @contextmanager
    def beside(self, base: Scratch) -> Iterator[SideBySide]:
        assert isinstance(base, DuckDBScratch)
        with self.engine().connect() as connection:
            connection.exec_driver_sql(f"attach {quoted(base.path)} as base (read_only)")
            yield SideBySide(connection, self.dialect, ("base.", ""))

    def unload(
        self, schema: str, table: str, columns: Sequence[str], path: Path, *, building: bool
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        with self.building() as connection:
            self.write_csv(connection, f"select {names} from {schema}.{table}", path)
