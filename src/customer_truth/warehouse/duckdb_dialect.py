"""SQLAlchemy on DuckDB: `truth_duckdb:////folder/file.duckdb?access_mode=READ_ONLY`.

No further package is needed. The query arguments of the URL are DuckDB's settings.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from sqlalchemy import URL, pool, text, types
from sqlalchemy.engine import Connection
from sqlalchemy.exc import NoSuchTableError

from customer_truth.warehouse import duckdb_dbapi
from customer_truth.warehouse.keyless_dialect import AUTOCOMMIT, KeylessDialect, SearchingCompiler

_MEMORY = ":memory:"
_SNAPSHOT = "SNAPSHOT"
_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "BOOLEAN": types.BOOLEAN,
    "TINYINT": types.SMALLINT,
    "SMALLINT": types.SMALLINT,
    "INTEGER": types.INTEGER,
    "BIGINT": types.BIGINT,
    "HUGEINT": types.BIGINT,
    "FLOAT": types.FLOAT,
    "DOUBLE": types.DOUBLE,
    "VARCHAR": types.VARCHAR,
    "DATE": types.DATE,
    "TIME": types.TIME,
    "TIMESTAMP": types.TIMESTAMP,
    "BLOB": types.BLOB,
    "UUID": types.UUID,
    "JSON": types.JSON,
}


class DuckDBDialect(KeylessDialect):
    """DuckDB for SQLAlchemy, with transactions of its own and reflection by its catalogue."""

    name = "truth_duckdb"
    driver = "duckdb"
    statement_compiler = SearchingCompiler
    supports_statement_cache = True
    supports_native_uuid = True
    use_insertmanyvalues = True
    use_insertmanyvalues_wo_returning = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return duckdb_dbapi

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        in_memory = (url.database or _MEMORY) == _MEMORY
        return pool.StaticPool if in_memory else pool.QueuePool

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        return [url.database or _MEMORY, dict(url.query)], {}

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.begin()

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[Any]:
        return [AUTOCOMMIT, _SNAPSHOT]

    def get_default_isolation_level(self, dbapi_connection: Any) -> Any:
        return _SNAPSHOT

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        return AUTOCOMMIT if dbapi_connection.autocommit else _SNAPSHOT

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        dbapi_connection.autocommit = level == AUTOCOMMIT

    def _get_default_schema_name(self, connection: Connection) -> str:
        return str(connection.scalar(text("select current_schema()")))

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        return list(
            connection.scalars(
                text(
                    "select schema_name from information_schema.schemata "
                    "where catalog_name = current_database() order by 1"
                )
            )
        )

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        return schema_name in self.get_schema_names(connection)

    def get_table_names(
        self, connection: Connection, schema: str | None = None, **kw: Any
    ) -> list[str]:
        return self._relations(connection, schema, "BASE TABLE")

    def get_view_names(
        self, connection: Connection, schema: str | None = None, **kw: Any
    ) -> list[str]:
        return self._relations(connection, schema, "VIEW")

    def has_table(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        return table_name in self._relations(connection, schema, "BASE TABLE", "VIEW")

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        rows: Any = connection.execute(
            text(
                "select column_name, data_type, is_nullable from information_schema.columns "
                "where table_catalog = current_database() and table_schema = :schema "
                "and table_name = :name order by ordinal_position"
            ),
            {"schema": schema or self.default_schema_name, "name": str(table_name)},
        ).all()
        if not rows:
            raise NoSuchTableError(f"{schema}.{table_name}" if schema else table_name)
        return [
            {"name": name, "type": _type(kind), "nullable": nullable == "YES", "default": None}
            for name, kind, nullable in rows
        ]

    def _relations(self, connection: Connection, schema: str | None, *kinds: str) -> list[str]:
        found: Any = connection.execute(
            text(
                "select table_name, table_type from information_schema.tables "
                "where table_catalog = current_database() and table_schema = :schema order by 1"
            ),
            {"schema": schema or self.default_schema_name},
        )
        return [name for name, kind in found if kind in kinds]


def _type(declared: str) -> types.TypeEngine[Any]:
    number = re.fullmatch(r"DECIMAL\((\d+),\s*(\d+)\)", declared)
    if number:
        return types.NUMERIC(int(number[1]), int(number[2]))
    if declared == "TIMESTAMP WITH TIME ZONE":
        return types.TIMESTAMP(timezone=True)
    return _TYPES.get(declared, types.NullType)()
