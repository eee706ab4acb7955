"""Statements in DuckDB's words as Spark's: by what they mean, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlglot import exp
from sqlglot.errors import SqlglotError

from customer_truth.dialects.spark_changes import Plain, question, rewritten
from customer_truth.dialects.spark_kinds import Columns
from customer_truth.dialects.spark_reader import read
from customer_truth.dialects.spark_writer import written
from customer_truth.dialects.untranslatable import Untranslatable

__all__ = ["Untranslatable", "Words"]

_REMARK = re.compile(r"\A(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)+", re.DOTALL)
# Statements that are Spark's own.
_OWN = re.compile(
    r"(?:show|describe|desc|use|set|reset|cache|uncache|clear|refresh|analyze|msck|explain|begin"
    r"|insert\s+overwrite|merge|comment|optimize|vacuum|declare|execute)\b",
    re.IGNORECASE,
)
# What makes a table that passes, and its name.
_PASSES = re.compile(
    r"create\s+(?:or\s+replace\s+)?temp(?:orary)?\s+(?:table|view)\s+(?:if\s+not\s+exists\s+)?"
    r"(?:\"([^\"]+)\"|`([^`]+)`|(\w+))",
    re.IGNORECASE,
)
_CHANGES = re.compile(r"(?:update|delete)\b", re.IGNORECASE)
_FORMAT = re.compile(
    r"\A(create\s+(?:or\s+replace\s+)?table\s+[^()]*?)\s+using\s+(\w+)\s+as\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Words:
    """How statements of DuckDB's are said to Spark.

    `passing` is the schema in which temporary tables are made as plain ones, `temporary` are those
    that there are (see `after`), `columns` tells the columns of a table with their types.
    """

    passing: str = ""
    file_format: str = "parquet"
    temporary: frozenset[str] = frozenset()
    columns: Columns | None = None

    def of(self, statement: str) -> list[str]:
        """Spark's statements that come to the same, to be run in this order."""
        text = bare(statement)
        if _OWN.match(text):
            return [text]
        file_format = self.file_format
        if found := _FORMAT.match(text):
            file_format = found[2]
            text = f"{found[1]} as{text[found.end() :]}"
        return list(replace(self, file_format=file_format)._said(_tree(text)))

    def after(self, statement: str) -> Words:
        """The words once a statement has run, which may have made a temporary table."""
        text = bare(statement)
        if made := _PASSES.match(text):
            (name,) = filter(None, made.groups())
            return replace(self, temporary=self.temporary | {name.lower()})
        if self.temporary and re.match(r"drop\b", text, re.IGNORECASE):
            tables = _tree(text).args["tables"]
            dropped = {one.name.lower() for one in tables if not one.args.get("db")}
            return replace(self, temporary=self.temporary - dropped)
        return self

    def asks(self, statement: str) -> str | None:
        """Spark's query of one row at most, which tells whether an UPDATE or DELETE has any.

        None where that need not be asked: to change nothing is to write a whole table anew.
        """
        text = bare(statement)
        if not _CHANGES.match(text):
            return None
        tree = _tree(text)
        if not isinstance(tree, (exp.Update, exp.Delete)):
            return None
        self._place(tree)
        asked = question(tree)
        return None if asked is None else next(self._said(_tree(asked)))

    def _said(self, tree: exp.Expr) -> Iterator[str]:
        self._place(tree)
        if isinstance(tree, exp.Create):
            yield from self._made(tree)
        elif isinstance(tree, (exp.Update, exp.Delete)):
            for step in rewritten(tree):
                if isinstance(step, Plain):
                    yield step.text
                else:
                    yield from self._said(_tree(step.text))
        elif isinstance(tree, exp.TruncateTable):
            yield from (f"truncate table {written(one)}" for one in tree.expressions)
        elif isinstance(tree, exp.Insert):
            yield self._inserted(tree)
        elif isinstance(tree, (exp.Query, exp.Drop, exp.Alter)):
            yield self._written(tree)
        else:
            raise Untranslatable(f"the statement {tree.sql('duckdb')[:60]}")

    def _written(self, tree: exp.Expr) -> str:
        return written(tree, self.columns)

    def _place(self, tree: exp.Expr) -> None:
        """Temporary tables stand in a schema of their own."""
        steps = {step.alias.lower() for step in tree.find_all(exp.CTE)}
        made = (
            tree.find(exp.Table) if isinstance(tree, exp.Create) and _is_temporary(tree) else None
        )
        for table in tree.find_all(exp.Table):
            name = table.name.lower()
            is_ours = name in self.temporary and name not in steps and not table.args.get("db")
            if is_ours or table is made:
                if not self.passing:
                    raise Untranslatable("a temporary table without a schema for it")
                if not table.alias and isinstance(table.parent, (exp.From, exp.Join)):
                    table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
                table.set("db", exp.to_identifier(self.passing))

    def _made(self, tree: exp.Create) -> Iterator[str]:
        kind, name = tree.args["kind"].upper(), tree.this
        word = "if not exists " if tree.args.get("exists") else ""
        if kind == "SCHEMA":
            yield f"create schema {word}{written(name)}"
            return
        if kind not in ("TABLE", "VIEW"):
            raise Untranslatable(f"create {kind.lower()}")
        query = tree.expression
        if kind == "VIEW":
            anew = "or replace " if tree.args.get("replace") else ""
            yield f"create {anew}view {word}{written(name)} as {self._written(query)}"
            return
        table = name.this if isinstance(name, exp.Schema) else name
        if tree.args.get("replace"):
            yield f"drop table if exists {written(table.copy())}"
        if query is None:
            columns = ", ".join(
                _column(one) for one in name.expressions if isinstance(one, exp.ColumnDef)
            )
            yield f"create table {word}{written(table)} ({columns}) using {self.file_format}"
            return
        _type_nulls(query)
        yield (
            f"create table {word}{written(table)} using {self.file_format} "
            f"as {self._written(query)}"
        )

    def _inserted(self, tree: exp.Insert) -> str:
        for refused in ("conflict", "returning", "overwrite", "alternative", "ignore"):
            if tree.args.get(refused):
                raise Untranslatable(f"insert with {refused}")
        target, query = tree.this, tree.expression
        if tree.args.get("with_"):
            query.set("with_", tree.args["with_"].pop())
        names = ""
        if isinstance(target, exp.Schema):
            names = f" ({', '.join(written(one) for one in target.expressions)})"
            target = target.this
        by_name = " by name" if tree.args.get("by_name") else ""
        return f"insert into {written(target)}{names}{by_name} {self._written(query)}"


def bare(statement: str) -> str:
    """A statement without remarks before it and the sign that ends it."""
    return _REMARK.sub("", statement).rstrip().rstrip(";").rstrip()


def _tree(text: str) -> exp.Expr:
    try:
        return read(text)
    except SqlglotError as error:
        raise Untranslatable(f"{' '.join(text.split())[:80]}: {error}") from error


def _is_temporary(tree: exp.Create) -> bool:
    said = tree.args.get("properties")
    return bool(said and said.find(exp.TemporaryProperty))


def _column(column: exp.ColumnDef) -> str:
    """What a column may hold is not said: the files of a table keep no promise."""
    return f"{written(column.this)} {written(column.args['kind'])}"


def _type_nulls(query: exp.Expr) -> None:
    """A column of nothing but NULL is of whole numbers, as no file can have one without a type.

    Of queries that are joined another one may give it its type, and behind a star none can be told.
    """
    branches = list(_branches(query))
    if len(branches) > 1 and any(one.is_star for each in branches for one in each):
        return
    for column in zip(*branches, strict=False):
        values = [one.unalias() for one in column]
        if all(isinstance(value, exp.Null) for value in values):
            for value in values:
                value.replace(exp.cast(exp.Null(), "int"))


def _branches(query: exp.Expr) -> Iterator[list[exp.Expr]]:
    """What each query of several that are joined selects."""
    query = query.unnest()
    if isinstance(query, exp.SetOperation):
        for side in (query.this, query.expression):
            yield from _branches(side)
    elif isinstance(query, exp.Select):
        yield list(query.expressions)
    else:
        yield [exp.Star()]
