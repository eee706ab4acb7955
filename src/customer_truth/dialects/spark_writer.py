"""Writes the tree of a statement of DuckDB's as Spark's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import sqlglot
from sqlglot import exp
from sqlglot.dialects.spark import Spark
from sqlglot.errors import SqlglotError
from sqlglot.generator import Generator as BaseGenerator
from sqlglot.generators.spark import SparkGenerator

from customer_truth.dialects.spark_functions import ALIKE, NAMED, WRITERS
from customer_truth.dialects.spark_kinds import Columns, Kinds
from customer_truth.dialects.spark_patterns import literal
from customer_truth.dialects.spark_queries import settled
from customer_truth.dialects.spark_times import read_instant, read_moment
from customer_truth.dialects.untranslatable import Untranslatable

_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("TEXT", "VARCHAR", "CHAR", "UUID"), "string"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMP_MS", "TIMESTAMP_S"), "timestamp_ntz"),
    **dict.fromkeys(("TIMESTAMPTZ", "TIMESTAMPLTZ"), "timestamp_ltz"),
    "INT": "int",
    "BIGINT": "bigint",
    "SMALLINT": "smallint",
    "TINYINT": "tinyint",
    "INT128": "decimal(38, 0)",
    "DOUBLE": "double",
    "FLOAT": "float",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "BINARY": "binary",
    "VARBINARY": "binary",
}
_PLAIN_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?"
)
_REFUSED: Mapping[type[exp.Expr], str] = {
    exp.SimilarTo: "similar to",
    exp.Glob: "glob",
    exp.Columns: "columns(…)",
    exp.Lambda: "a function without a name",
    exp.Pivot: "pivot",
    exp.TableSample: "a sample",
    exp.Parameter: "a setting in a query",
    exp.ByteString: "a text with escapes",
    exp.PositionalColumn: "a column by its number",
    exp.JSONExtract: "JSON",
    exp.JSONExtractScalar: "JSON",
}


class _Generator(SparkGenerator):
    """All functions by what they mean; one that nobody looked at is refused."""

    kinds: Kinds
    # Two steps of one name may stand in two subqueries.
    EXPRESSIONS_WITHOUT_NESTED_CTES: ClassVar[set[type[exp.Expr]]] = set()

    def called(self, name: str, *nodes: exp.Expr | None) -> str:
        """A function of Spark's with these arguments."""
        return f"{name}({self.listed([node for node in nodes if node is not None])})"

    def listed(self, nodes: Any) -> str:
        """Expressions with commas between."""
        return ", ".join(self.sql(node) for node in nodes)

    def moment_of(self, value: exp.Expr, *, raises: bool, with_offset: bool) -> str:
        """A text as a moment or an instant."""
        if value.is_string and _PLAIN_MOMENT.fullmatch(value.name):
            name = "timestamp_ltz" if with_offset else "timestamp_ntz"
            return f"{name} {literal(value.name)}"
        read = read_instant if with_offset else read_moment
        return read(self.sql(value), raises=raises)


def _type(g: Any, node: exp.DataType) -> str:
    name = str(node.this.value) if isinstance(node.this, exp.DType) else str(node.this)
    within = [g.sql(one) for one in node.expressions]
    if name == "DECIMAL":
        return f"decimal({', '.join(within)})" if within else "decimal(18, 3)"
    if name in ("ARRAY", "LIST"):
        return f"array<{within[0]}>"
    if name not in _TYPES:
        raise Untranslatable(f"the type {node.sql('duckdb').lower()}")
    return _TYPES[name]


def _anonymous(g: Any, node: exp.Anonymous) -> str:
    writer = NAMED.get(node.name.lower())
    if writer is None:
        raise Untranslatable(f"{node.name.lower()}(…)")
    return writer(g, node)


def _refused(words: str) -> Any:
    def refuse(_: Any, node: exp.Expr) -> str:
        raise Untranslatable(words)

    return refuse


_INHERITED = {
    one: made
    for one, made in Spark.Generator.TRANSFORMS.items()
    if not issubclass(one, exp.Func) or issubclass(one, ALIKE)
}
_UNKNOWN = {
    one: _refused(f"{one.sql_name().lower()}(…)")
    for one in exp.ALL_FUNCTIONS
    if not issubclass(one, ALIKE)
}


class _Writer(Spark):
    """Spark's words."""

    class Generator(_Generator):
        """Each function by its writer."""

        TRANSFORMS: ClassVar[dict[Any, Any]] = {
            **_INHERITED,
            **_UNKNOWN,
            exp.Select: BaseGenerator.select_sql,
            exp.DataType: _type,
            exp.Anonymous: _anonymous,
            **{one: _refused(words) for one, words in _REFUSED.items()},
            **WRITERS,
        }


_WRITER = _Writer()


def written(tree: exp.Expr, columns: Columns | None = None) -> str:
    """A tree of DuckDB's in Spark's words."""
    tree = settled(tree)
    generator: Any = _WRITER.generator(
        identify=True,
        comments=False,
        unsupported_level=sqlglot.ErrorLevel.RAISE,
        normalize_functions=False,
    )
    generator.kinds = Kinds(columns)
    try:
        return str(generator.generate(tree, copy=False))
    except SqlglotError as error:
        raise Untranslatable(str(error)) from error
