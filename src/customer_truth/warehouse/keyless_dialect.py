"""What our two SQLAlchemy dialects share: PostgreSQL's words, and tables without any keys."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql.base import PGCompiler, PGIdentifierPreparer, PGTypeCompiler
from sqlalchemy.engine import Connection
from sqlalchemy.engine.default import DefaultDialect, DefaultExecutionContext

AUTOCOMMIT = "AUTOCOMMIT"


class SearchingCompiler(PGCompiler):
    """A regular expression is searched for in the text; a dot is any sign, a line break too.

    PostgreSQL's `~` has to match the whole text on DuckDB, and says something else on Spark.
    """

    def visit_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        value, pattern = self.process(binary.left, **kw), self.pattern(binary, **kw)
        return f"regexp_matches({value}, {pattern}, 's')"

    def visit_not_regexp_match_op_binary(self, binary: Any, operator: Any, **kw: Any) -> str:
        return f"not {self.visit_regexp_match_op_binary(binary, operator, **kw)}"

    def pattern(self, binary: Any, **kw: Any) -> str:
        """What a text is matched with."""
        return self.process(binary.right, **kw)


class _TypeCompiler(PGTypeCompiler):
    """FLOAT is half as wide on these engines as everywhere else."""

    def visit_FLOAT(self, type_: Any, **kw: Any) -> str:  # noqa: N802
        return "DOUBLE"


class _ExecutionContext(DefaultExecutionContext):
    """Reads page by page where a query asks for it."""

    def create_server_side_cursor(self) -> Any:
        connection: Any = self._dbapi_connection
        return connection.streaming_cursor()


class KeylessDialect(DefaultDialect):
    """A dialect whose tables have columns and nothing else.

    Each subclass says `supports_statement_cache` itself: SQLAlchemy takes it from no base class.
    """

    preparer = PGIdentifierPreparer
    type_compiler_cls = _TypeCompiler
    execution_ctx_cls = _ExecutionContext
    supports_server_side_cursors = True
    supports_native_boolean = True
    supports_native_decimal = True
    supports_multivalues_insert = True
    postfetch_lastrowid = False
    # PostgreSQL's compiler asks for it.
    _backslash_escapes = False

    def get_pk_constraint(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> Any:
        return {"constrained_columns": [], "name": None}

    def get_foreign_keys(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        return []

    def get_indexes(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        return []

    def get_unique_constraints(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> list[Any]:
        return []
