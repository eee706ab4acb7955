"""No module but those of one engine names one: all others speak of engines through `dialects`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

_PACKAGE = ROOT / "src" / "customer_truth"
_ENGINE = re.compile(r"duckdb|postgres|psycopg|pyspark|spark__|(['\"])spark\1", re.IGNORECASE)
# Where a night stands on an engine, and which words it has.
_OF_ENGINES = ("dialects", "warehouse")
# Work that is done in DuckDB whatever engine the night is on, as it is done in Python elsewhere.
_TOOL = re.compile(r"duckdb", re.IGNORECASE)
_BY_TOOL = ("connect", "demo")
# Macros and models: an engine's name stands before the two strokes by which dbt dispatches.
_DISPATCHED = re.compile(r"\b(?:duckdb|postgres|spark)__\w+|adapter='\w+'")
_TEMPLATES = [*ROOT.glob("models/**/*.sql"), *ROOT.glob("macros/**/*.sql")]


_MODULES = [
    path
    for path in sorted(_PACKAGE.rglob("*.py"))
    if path.relative_to(_PACKAGE).parts[0] not in _OF_ENGINES
]


def _words(source: str) -> Iterator[tuple[int, str]]:
    """Names and texts of a module with their lines; what is said to people alone is left out."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield line, repr(node.value)
        for field in ("id", "attr", "arg", "name", "asname", "module"):
            if isinstance(name := getattr(node, field, None), str):
                yield line, name


def engine_words(source: str, allowed: re.Pattern[str] | None = None) -> list[tuple[int, str]]:
    """The lines of a module in which the code names an engine."""
    return [
        (line, word)
        for line, word in _words(source)
        if _ENGINE.search(allowed.sub("", word) if allowed else word)
    ]


@pytest.mark.parametrize("path", _MODULES, ids=lambda path: str(path.relative_to(_PACKAGE)))
def test_a_module_names_no_engine(path: Path) -> None:
    is_tool = path.relative_to(_PACKAGE).parts[0] in _BY_TOOL
    found = engine_words(path.read_text("utf-8"), _TOOL if is_tool else None)
    assert found == [], "say it in dialects or warehouse"


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb\n",
        "x = f(target='postgres')\n",
        "if dialect != 'spark':\n    pass\n",
        'x = {\n    "duckdb": 1,\n}\n',
        'x = (\n    "select 1 "\n    "from duckdb_tables()"\n)\n',
        'x = f"{a}postgres__{b}"\n',
        "from customer_truth.warehouse.duckdb import DuckDBWarehouse\n",
    ],
)
def test_a_module_that_names_one_is_found(source: str) -> None:
    assert engine_words(source)


def test_what_is_told_to_people_may_name_one() -> None:
    source = '"""For DuckDB."""\n\n\ndef f() -> None:\n    """On PostgreSQL."""\n    # Spark too.\n'
    assert engine_words(source) == []


@pytest.mark.parametrize("path", _TEMPLATES, ids=lambda path: path.name)
def test_a_model_or_macro_names_an_engine_only_where_it_is_dispatched(path: Path) -> None:
    said = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not _ENGINE.search(_DISPATCHED.sub("", said))
