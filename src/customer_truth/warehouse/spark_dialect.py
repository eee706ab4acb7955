"""SQLAlchemy on Spark: `truth_spark://host:15002?catalog=…&file_format=…`.

It compiles to the words that the package writes, which the driver then says in Spark's.
"""

from __future__ import annotations

import re
from types import ModuleType
from typing import Any

from sqlalchemy import URL, pool, types
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, NoSuchTableError
from sqlalchemy.sql.compiler import DDLCompiler

from customer_truth.sql.text import quoted
from customer_truth.warehouse import spark_dbapi
from customer_truth.warehouse.keyless_dialect import AUTOCOMMIT, KeylessDialect, SearchingCompiler
from customer_truth.warehouse.spark_settings import remote_of
from customer_truth.warehouse.spark_values import ticked, told_type

_TYPES: dict[str, type[types.TypeEngine[Any]]] = {
    "boolean": types.BOOLEAN,
    "tinyint": types.SMALLINT,
    "smallint": types.SMALLINT,
    "int": types.INTEGER,
    "bigint": types.BIGINT,
    "float": types.FLOAT,
    "double": types.DOUBLE,
    "string": types.VARCHAR,
    "date": types.DATE,
    "timestamp_ntz": types.TIMESTAMP,
    "binary": types.BLOB,
    # A column of a view that is NULL in every row.
    "void": types.VARCHAR,
}
_MISSING = ("SCHEMA_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND")


class _Compiler(SearchingCompiler):
    """Patterns stand in the statement: how they read on Spark is found out beforehand."""

    def visit_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        value, pattern = self.process(binary.left, **kw), self.pattern(binary, **kw)
        escape = quoted(binary.modifiers.get("escape") or "")
        return f"{value} LIKE {pattern} ESCAPE {escape}"

    def visit_not_like_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"not ({self.visit_like_op_binary(binary, operator, **kw)})"

    def pattern(self, binary: Any, **kw: Any) -> str:
        return super().pattern(binary, **{**kw, "literal_execute": True})


class _DDLCompiler(DDLCompiler):
    """Parquet keeps no constraints."""

    def get_column_specification(self, column: Any, **kw: Any) -> str:
        kind = self.dialect.type_compiler_instance.process(column.type, type_expression=column)
        return f"{self.preparer.format_column(column)} {kind}"

    def create_table_constraints(
        self, table: Any, _include_foreign_key_constraints: Any = None, **kw: Any
    ) -> str:
        return ""


class SparkDialect(KeylessDialect):
    """Spark for SQLAlchemy, without transactions, with reflection by its catalogue."""

    name = "truth_spark"
    driver = "spark"
    default_paramstyle = "named"
    statement_compiler = _Compiler
    ddl_compiler = _DDLCompiler
    supports_statement_cache = True
    use_insertmanyvalues = False

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        return spark_dbapi

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        return pool.QueuePool

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        remote, own = remote_of(url)
        return [remote], dict(own)

    def get_isolation_level_values(self, dbapi_connection: Any) -> list[Any]:
        return [AUTOCOMMIT]

    def get_default_isolation_level(self, dbapi_connection: Any) -> Any:
        return AUTOCOMMIT

    def get_isolation_level(self, dbapi_connection: Any) -> Any:
        return AUTOCOMMIT

    def set_isolation_level(self, dbapi_connection: Any, level: Any) -> None:
        """Every statement stands for itself anyway."""

    def _get_default_schema_name(self, connection: Connection) -> str:
        raw: Any = connection.connection.dbapi_connection
        return str(raw.session.catalog.currentDatabase())

    def get_schema_names(self, connection: Connection, **kw: Any) -> list[str]:
        return sorted(_unticked(row[0]) for row in _said(connection, "show schemas"))

    def has_schema(self, connection: Connection, schema_name: str, **kw: Any) -> bool:
        names = self.get_schema_names(connection)
        return schema_name.lower() in map(str.lower, names)

    def get_table_names(
        self, connection: Connection, schema: str | None = None, **kw: Any
    ) -> list[str]:
        views = set(self.get_view_names(connection, schema))
        return [name for name in self._relations(connection, schema) if name not in views]

    def get_view_names(
        self, connection: Connection, schema: str | None = None, **kw: Any
    ) -> list[str]:
        return self._relations(connection, schema, "views")

    def has_table(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        return table_name.lower() in map(str.lower, self._relations(connection, schema))

    def get_columns(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        place = schema or str(self.default_schema_name)
        return [
            {"name": name, "type": _type(kind), "nullable": True, "default": None}
            for name, kind in described(connection, f"{ticked(place)}.{ticked(table_name)}")
        ]

    def _relations(
        self, connection: Connection, schema: str | None, kind: str = "tables"
    ) -> list[str]:
        """What stands in a schema, views too unless asked otherwise; nothing where it is none."""
        place = schema or str(self.default_schema_name)
        try:
            rows = _said(connection, f"show {kind} in {ticked(place)}")
        except DBAPIError as error:
            if is_missing(error):
                return []
            raise
        return sorted(name for _, name, is_passing, *_ in rows if not is_passing)


def described(connection: Connection, relation: str) -> list[tuple[str, str]]:
    """Names and types of the columns of a relation in Spark's quotes, in Spark's words."""
    try:
        rows = _said(connection, f"describe query select * from {relation}")
    except DBAPIError as error:
        if is_missing(error):
            raise NoSuchTableError(relation) from error
        raise
    return [(name, kind) for name, kind, *_ in rows]


def is_missing(error: DBAPIError) -> bool:
    """Whether a schema or a relation that was named is not there."""
    return getattr(error.orig, "condition", None) in _MISSING


def _said(connection: Connection, statement: str) -> list[Any]:
    """What Spark answers to a statement in its own words, in which no sign is a parameter's."""
    return list(
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True}).all()
    )


def _unticked(shown: str) -> str:
    """A name as it is; Spark shows one that is not of letters and digits alone in its quotes."""
    return shown[1:-1].replace("``", "`") if shown.startswith("`") else shown


def _type(declared: str) -> types.TypeEngine[Any]:
    if declared.startswith("array<"):
        inner = declared.removeprefix("array<").removesuffix(">")
        depth = 1
        while inner.startswith("array<"):
            inner, depth = inner.removeprefix("array<").removesuffix(">"), depth + 1
        return types.ARRAY(_type(inner), dimensions=depth)
    if declared.startswith("interval"):
        return INTERVAL()
    number = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", declared)
    if number:
        return types.NUMERIC(int(number[1]), int(number[2]))
    if told_type(declared) == "timestamp with time zone":
        return types.TIMESTAMP(timezone=True)
    return _TYPES.get(declared, types.NullType)()
