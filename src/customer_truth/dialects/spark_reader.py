"""Reads statements in DuckDB's words, and writes them so again."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.parser import Parser as BaseParser
from sqlglot.parsers.duckdb import DuckDBParser

from customer_truth.dialects.untranslatable import Untranslatable


class _Tokenizer(DuckDB.Tokenizer):
    """What a driver of Spark's quotes is a name too."""

    IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ['"', "`"]


class _Parser(DuckDBParser):
    """Without `alias: value`, which looks like a parameter's name."""

    def _parse_expression(self) -> Any:
        return BaseParser._parse_expression(self)


class _Reader(DuckDB):
    """DuckDB's words, with parameters by name."""

    # Elements are counted as they are written.
    INDEX_OFFSET = 0
    Tokenizer = _Tokenizer
    Parser = _Parser


_READER = _Reader()


def read(statement: str) -> exp.Expr:
    """The tree of one statement; raises sqlglot's error where it is none of DuckDB's."""
    trees = [tree for tree in _READER.parse(statement) if tree is not None]
    if len(trees) != 1:
        raise Untranslatable(f"{len(trees)} statements at once")
    return trees[0]


def spelt(tree: exp.Expr) -> str:
    """A tree in DuckDB's words again."""
    return tree.sql(dialect=_READER, comments=False)
