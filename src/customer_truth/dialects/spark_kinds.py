"""What kind of value an expression of DuckDB's is, as far as its words and its tables tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlglot import exp

Kind = Literal[
    "text",
    "boolean",
    "whole",
    "decimal",
    "double",
    "date",
    "moment",
    "instant",
    "interval",
    "list",
]
# The columns of a table, by its schema and its name, with the types that the engine says.
Columns = Callable[[str, str], Mapping[str, str]]

_TYPES: Mapping[Kind, tuple[str, ...]] = {
    "text": ("TEXT", "VARCHAR", "CHAR", "STRING", "NCHAR", "NVARCHAR"),
    "boolean": ("BOOLEAN",),
    "whole": ("TINYINT", "SMALLINT", "INT", "BIGINT", "INT128", "LONG", "SHORT", "BYTE"),
    "decimal": ("DECIMAL",),
    "double": ("DOUBLE", "FLOAT", "REAL"),
    "date": ("DATE",),
    "moment": ("TIMESTAMP", "TIMESTAMPNTZ", "TIMESTAMP_NTZ", "TIMESTAMP_S", "TIMESTAMP_MS"),
    "instant": ("TIMESTAMPTZ", "TIMESTAMPLTZ", "TIMESTAMP_LTZ", "TIMESTAMP WITH TIME ZONE"),
    "interval": ("INTERVAL",),
    "list": ("ARRAY", "LIST"),
}
_BY_TYPE: Mapping[str, Kind] = {name: kind for kind, names in _TYPES.items() for name in names}
_OF_FUNCTION: Mapping[Kind, tuple[type[exp.Expr], ...]] = {
    "text": (
        *(exp.Concat, exp.ConcatWs, exp.DPipe, exp.GroupConcat, exp.Left, exp.Lower, exp.MD5),
        *(exp.Pad, exp.RegexpExtract, exp.RegexpReplace, exp.Repeat, exp.Replace, exp.Right),
        *(exp.SplitPart, exp.Substring, exp.TimeToStr, exp.Translate, exp.Trim, exp.Upper, exp.Chr),
        *(exp.Typeof,),
    ),
    "boolean": (
        *(exp.Predicate, exp.Not, exp.And, exp.Or, exp.Boolean, exp.Contains, exp.StartsWith),
        *(exp.EndsWith, exp.LogicalAnd, exp.LogicalOr, exp.ArrayContains, exp.RegexpLike),
    ),
    "whole": (
        *(exp.Count, exp.CountIf, exp.DateDiff, exp.Length, exp.RowNumber, exp.Rank, exp.DenseRank),
        *(exp.StrPosition, exp.IntDiv, exp.ArraySize, exp.Year, exp.Month, exp.Unicode),
        *(exp.ApproxDistinct,),
    ),
    "double": (
        *(exp.Avg, exp.Div, exp.Pow, exp.Sqrt, exp.Sin, exp.Cos, exp.Asin, exp.Radians, exp.Ln),
        *(exp.TimeToUnix, exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance),
        *(exp.VariancePop,),
    ),
    "date": (exp.CurrentDate, exp.DateFromParts, exp.LastDay),
    "moment": (exp.TimestampFromParts, exp.StrToTime),
    "instant": (exp.CurrentTimestamp,),
    "interval": (exp.Interval, exp.ToDays),
    "list": (exp.Array, exp.ArrayAgg, exp.Split, exp.RegexpExtractAll, exp.GenerateSeries),
}
_BY_FUNCTION = {one: kind for kind, classes in _OF_FUNCTION.items() for one in classes}
_NAMED: Mapping[str, Kind] = {
    "epoch_us": "whole",
    "epoch_ms": "whole",
    "now": "instant",
    "date_part": "whole",
}
# Those that are of the kind of what they stand for.
_OF_FIRST = (
    *(exp.Paren, exp.Min, exp.Max, exp.Sum, exp.AnyValue, exp.First, exp.Last, exp.FirstValue),
    *(exp.LastValue, exp.Lag, exp.Lead, exp.IgnoreNulls, exp.Filter, exp.Window, exp.Nullif),
    *(exp.Try, exp.Neg, exp.Abs, exp.ArgMax, exp.ArgMin, exp.Distinct, exp.Order, exp.Alias),
    *(exp.Round, exp.Floor, exp.Ceil, exp.Trunc, exp.Subquery, exp.Ordered, exp.Mode),
)
_DEEPEST = 40


@dataclass
class Kinds:
    """Answers for the expressions of one statement."""

    columns: Columns | None = None
    _known: dict[int, Kind | None] = field(default_factory=dict)
    _of_columns: dict[tuple[int, str], Kind | None] = field(default_factory=dict)
    _depth: int = 0

    def of(self, node: exp.Expr | None) -> Kind | None:
        """The kind of an expression's value, None where nothing tells."""
        if node is None or self._depth > _DEEPEST:
            return None
        if id(node) not in self._known:
            self._depth += 1
            self._known[id(node)] = None
            self._known[id(node)] = self._found(node)
            self._depth -= 1
        return self._known[id(node)]

    def _found(self, node: exp.Expr) -> Kind | None:
        for classes, finder in _FINDERS:
            if isinstance(node, classes):
                return finder(self, node)
        return next((kind for one, kind in _BY_FUNCTION.items() if isinstance(node, one)), None)

    def _of_literal(self, node: exp.Expr) -> Kind:
        if node.is_string:
            return "text"
        if node.name.isdigit():
            return "whole"
        return "double" if "e" in node.name.lower() else "decimal"

    def _of_zone(self, node: exp.Expr) -> Kind:
        return "moment" if self.of(node.this) == "instant" else "instant"

    def _of_truncated(self, node: exp.Expr) -> Kind:
        return "instant" if self.of(node.this) == "instant" else "moment"

    def _of_choice(self, node: exp.Expr) -> Kind | None:
        return self._agreed([node.this, *node.expressions])

    def _of_case(self, node: exp.Expr) -> Kind | None:
        chosen = [one.args["true"] for one in node.args.get("ifs") or [node]]
        return self._agreed([*chosen, node.args.get("default") or node.args.get("false")])

    def _of_query(self, node: exp.Expr) -> Kind | None:
        return self.of(next(iter(node.selects), None)) if isinstance(node, exp.Query) else None

    def _of_first(self, node: exp.Expr) -> Kind | None:
        return self.of(node.this)

    def _agreed(self, nodes: list[exp.Expr | None]) -> Kind | None:
        """Numbers of several kinds are of the widest; what says NULL alone says nothing."""
        kinds = {self.of(node) for node in nodes if node and not isinstance(node, exp.Null)}
        if len(kinds) == 1:
            return kinds.pop()
        numbers: tuple[Kind, ...] = ("double", "decimal", "whole")
        if kinds <= set(numbers):
            return next(kind for kind in numbers if kind in kinds)
        return "moment" if kinds == {"moment", "date"} else None

    def _of_arithmetic(self, node: exp.Expr) -> Kind | None:
        left, right = self.of(node.this), self.of(node.expression)
        if isinstance(node, exp.Mul) and "interval" in (left, right):
            return "interval"
        moments: tuple[Kind | None, ...] = ("date", "moment", "instant")
        for one, other in ((left, right), (right, left)):
            if one in moments:
                if other == "interval":
                    return "moment" if one == "date" else one
                if isinstance(node, exp.Sub) and other in moments:
                    return "whole" if {one, other} == {"date"} else "interval"
                return "date" if one == "date" and other in ("whole", None) else None
        if left is None or right is None:
            return None
        return self._agreed([node.this, node.expression])

    def _of_column(self, column: exp.Column) -> Kind | None:
        if isinstance(column.this, exp.Star):
            return None
        scope = column.find_ancestor(exp.Select, exp.Update, exp.Delete)
        while scope is not None:
            for name, source in _sources(scope):
                if column.table and column.table.lower() != name.lower():
                    continue
                if found := self._in_source(source, column.name):
                    return found
            scope = scope.find_ancestor(exp.Select, exp.Update, exp.Delete)
        return None

    def _in_source(self, source: exp.Expr, name: str) -> Kind | None:
        if isinstance(source, exp.Table):
            if not source.db and (query := _named_query(source)):
                return self._in_query(query, name)
            return self._in_table(source, name)
        if isinstance(source, exp.Values):
            return self._in_values(source, name.lower())
        if isinstance(source, exp.Subquery):
            return self._in_query(source.this, name)
        return None

    def _in_values(self, values: exp.Values, name: str) -> Kind | None:
        names = [one.name.lower() for one in values.args["alias"].args.get("columns") or ()]
        if name not in names:
            return None
        return self._agreed([row.expressions[names.index(name)] for row in values.expressions])

    def _in_table(self, table: exp.Table, name: str) -> Kind | None:
        if self.columns is None:
            return None
        types = {one.lower(): kind for one, kind in self.columns(table.db, table.name).items()}
        said = types.get(name.lower(), "")
        return _BY_TYPE.get(said.split("(")[0].split("<")[0].strip().upper())

    def _in_query(self, query: exp.Expr, name: str) -> Kind | None:
        asked = (id(query), name.lower())
        if asked not in self._of_columns:
            self._of_columns[asked] = None
            self._of_columns[asked] = self._of_named(query, name.lower())
        return self._of_columns[asked]

    def _of_named(self, query: exp.Expr, name: str) -> Kind | None:
        """What a query calls so; of several that are joined the first one tells."""
        while isinstance(query, (exp.SetOperation, exp.Subquery)):
            query = query.this
        if not isinstance(query, exp.Select):
            return None
        for one in query.expressions:
            if one.alias_or_name.lower() == name:
                return self.of(one)
        for star in (one for one in query.expressions if one.is_star):
            within = star.table.lower() if isinstance(star, exp.Column) else ""
            for alias, source in _sources(query):
                if within in ("", alias.lower()) and (found := self._in_source(source, name)):
                    return found
        return None


_FINDERS: tuple[tuple[Any, Callable[[Kinds, Any], Kind | None]], ...] = (
    (exp.Cast, lambda kinds, node: of_type(node.args["to"])),
    (exp.Literal, Kinds._of_literal),
    (exp.Column, Kinds._of_column),
    (exp.Anonymous, lambda kinds, node: _NAMED.get(node.name.lower())),
    ((exp.Add, exp.Sub, exp.Mul, exp.Mod), Kinds._of_arithmetic),
    (exp.AtTimeZone, Kinds._of_zone),
    ((exp.TimestampTrunc, exp.DateTrunc), Kinds._of_truncated),
    (exp.Extract, lambda kinds, node: "double" if node.name.lower() == "epoch" else "whole"),
    ((exp.Coalesce, exp.Greatest, exp.Least), Kinds._of_choice),
    ((exp.Case, exp.If), Kinds._of_case),
    (_OF_FIRST, Kinds._of_first),
    (exp.Query, Kinds._of_query),
)


def of_type(said: exp.Expr) -> Kind | None:
    """The kind of the values of a type."""
    named = said.this.value if isinstance(said, exp.DataType) else ""
    return _BY_TYPE.get(str(named))


def _sources(scope: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """What a query reads, by the name that it has there."""
    read = scope.args.get("from_")
    found = [read.this] if read else []
    found += [join.this for join in scope.args.get("joins") or ()]
    if isinstance(scope, (exp.Update, exp.Delete)):
        found += [scope.this, *(scope.args.get("using") or ())]
    for source in found:
        yield source.alias_or_name, source
        for join in source.args.get("joins") or ():
            yield join.this.alias_or_name, join.this


def _named_query(table: exp.Table) -> exp.Expr | None:
    """The step of a WITH that a table's name says."""
    scope = table.parent
    while scope is not None:
        for step in (scope.args.get("with_") or exp.With()).expressions:
            if step.alias.lower() == table.name.lower() and not _within(table, step):
                query: exp.Expr = step.this
                return query
        scope = scope.parent
    return None


def _within(node: exp.Expr, step: exp.Expr) -> bool:
    above = node.parent
    while above is not None and above is not step:
        above = above.parent
    return above is step
