"""Nights from raw rows: the contracts, macros and models as they are, in DuckDB, without dbt."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import sqlalchemy
import yaml
from sqlalchemy.pool import StaticPool

from customer_truth.extracts.bind import bind
from customer_truth.extracts.check import Bound, absent, type_family
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.source_references import write_source_references
from tests.conftest import ROOT

NIGHT = datetime(2026, 11, 2, 5)
SYSTEMS = ("salesforce", "hubspot", "netsuite", "zendesk", "route_planner", "spreadsheets")
_MACRO = re.compile(r"({%-?\s*macro\s+)(\w+)")
Row = Mapping[str, object]


class _ReturnError(Exception):
    """What a macro gives back that is no text."""

    def __init__(self, value: object) -> None:
        self.value = value


def matches(value: str, pattern: str) -> str:
    return f"regexp_matches({value}, '{pattern}')"


@dataclass
class RawNight:
    """One night on hand-made rows of raw tables, `{"hubspot.deal": [{"deal_id": 1}, …]}`.

    A column that no row names is not in the extract. Models are built as they are asked for.
    """

    raw: Mapping[str, Sequence[Row]]
    on: Sequence[str] = SYSTEMS
    root: Path = ROOT
    connection: sqlalchemy.Connection = field(init=False)
    context: dict[str, Any] = field(init=False)
    built: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        engine = sqlalchemy.create_engine("truth_duckdb://", poolclass=StaticPool)
        self.connection = engine.connect()
        self.connection.exec_driver_sql("set threads = 1; set timezone = 'UTC'")
        tables = _tables(self.root, tuple(self.on))
        unknown = self.raw.keys() - {table.id for table in tables}
        assert not unknown, unknown
        bound = [self._bound(table) for table in tables]
        bind(self.connection, "raw", bound, matches, NIGHT, NIGHT, NIGHT.date())
        write_source_references(self.connection, "raw", bound, matches)
        for (system, name), node in _declared(self.root).items():
            if system == "night":
                # What the night binds beside the raw tables, and no test here is about.
                typed = ", ".join(f"{c.name} {c.data_type}" for c in node.columns.values())
                self.connection.exec_driver_sql(f"create table if not exists raw.{name} ({typed})")
        self.context = self._context()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query on models finds; each model that it reads is built first."""
        for name in re.findall(r"\b(?:from|join) (\w+)", query):
            if name not in ("raw", "main"):
                self._build(name)
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def values(self, query: str) -> list[Any]:
        """The only column of a query."""
        return [value for (value,) in self.rows(query)]

    def current(self, table: str, column: str) -> list[Any]:
        """A column of what the marts read of a raw table, in order."""
        return self.values(f"select {column} from ({self.sql_of(table)}) as rows order by 1")

    def sql_of(self, table: str) -> str:
        """What the marts read of a raw table."""
        system, name = table.split(".")
        return self._rendered(f"{{{{ current_rows('{system}', '{name}') }}}}")

    def close(self) -> None:
        """Frees the database."""
        self.connection.close()
        self.connection.engine.dispose()

    def _bound(self, table: Table) -> Bound:
        rows = self.raw.get(table.id)
        if rows is None:
            return absent(table)
        names = list(dict.fromkeys(name for row in rows for name in row))
        types = {c.name: c.data_type for c in table.columns}
        assert set(names) <= set(types), set(names) - set(types)
        lines = ", ".join(
            f"({', '.join(_literal(row.get(n), types[n]) for n in names)})" for row in rows
        )
        columns = ", ".join(f'"{name}"' for name in names)
        found = {name: _engine_type(types[name]) for name in names}
        return Bound(
            table,
            f"(select * from (values {lines}) as typed ({columns})) as given",
            {name: type_family(kind) for name, kind in found.items()},
            found,
            {name: name for name in names},
        )

    def _build(self, name: str) -> None:
        path = _models(self.root).get(name)
        if name in self.built:
            return
        self.built.add(name)
        if path is None:
            if (seed := self.root / "seeds" / f"{name}.csv").exists():
                types = _seed_types(self.root).get(name, {})
                typed = ", ".join(f"'{column}': '{kind}'" for column, kind in types.items())
                self.connection.exec_driver_sql(
                    f"create table {name} as from read_csv('{seed}', types = {{{typed}}})"
                )
            return
        sql = self._rendered(path.read_text())
        self.connection.exec_driver_sql(f"create table {name} as {sql}")

    def _rendered(self, text: str) -> str:
        return str(_template(text).make_module(self.context, shared=True))

    def _context(self) -> dict[str, Any]:
        """What dbt gives to models and macros; all of them read this one."""
        context: dict[str, Any] = {
            **_jinja().globals,
            "ref": self._ref,
            "source": lambda system, name: (
                f"raw.{name if system == 'night' else f'{system}__{name}'}"
            ),
            "config": lambda **_: "",
            "var": lambda name, default=None: {"sources": list(self.on)}.get(name, default),
            "execute": True,
            "target": SimpleNamespace(schema="main"),
            "fromyaml": yaml.safe_load,
            "return": _return,
            "run_query": self._run_query,
            "api": SimpleNamespace(Relation=SimpleNamespace(create=_relation)),
            "graph": SimpleNamespace(sources=_declared(self.root)),
        }
        context["adapter"] = SimpleNamespace(
            quote=lambda name: f'"{name}"', dispatch=lambda name: _dispatched(context, name)
        )
        module = _template(_macro_text(self.root)).make_module(context, shared=True)
        for name, macro in vars(module).items():
            if name.startswith("macro_"):
                context[name.removeprefix("macro_")] = partial(_called, macro)
        return context

    def _ref(self, name: str) -> str:
        self._build(name)
        return name

    def _run_query(self, query: str) -> Any:
        return SimpleNamespace(rows=self.connection.exec_driver_sql(query).all())


def _literal(value: object, data_type: str) -> str:
    if value is None:
        return "null"
    text = value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
    return f"cast('{text.replace(chr(39), chr(39) * 2)}' as {_engine_type(data_type)})"


def _engine_type(data_type: str) -> str:
    return {"numeric": "numeric(18,2)", "text": "varchar"}.get(data_type, data_type)


def _return(value: object) -> None:
    raise _ReturnError(value)


def _called(macro: Callable[..., str], *args: object, **kwargs: object) -> object:
    try:
        return macro(*args, **kwargs)
    except _ReturnError as returned:
        return returned.value


def _dispatched(context: Mapping[str, Any], name: str) -> Callable[..., object]:
    return context.get(f"duckdb__{name}") or context[f"default__{name}"]


def _relation(schema: str, identifier: str, database: str) -> str:
    return f"{schema}.{identifier}"


@cache
def _jinja() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.do"])


@cache
def _template(text: str) -> jinja2.Template:
    return _jinja().from_string(text)


@cache
def _macro_text(root: Path) -> str:
    """All macros under other names, so that one finds another where dbt puts them."""
    files = sorted((root / "macros").rglob("*.sql"))
    return _MACRO.sub(r"\1macro_\2", "\n".join(path.read_text() for path in files))


@cache
def _tables(root: Path, systems: tuple[str, ...]) -> list[Table]:
    return declared_tables(root, systems)


@cache
def _models(root: Path) -> dict[str, Path]:
    return {path.stem: path for path in (root / "models").rglob("*.sql")}


@cache
def _seed_types(root: Path) -> dict[str, dict[str, str]]:
    seeds = yaml.safe_load((root / "models" / "_seeds.yml").read_text())["seeds"]
    return {s["name"]: s.get("config", {}).get("column_types", {}) for s in seeds}


@cache
def _declared(root: Path) -> dict[tuple[str, str], SimpleNamespace]:
    """The sources as dbt's graph has them."""
    found = {}
    for path in (root / "models").rglob("*sources.yml"):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                found[source["name"], table["name"]] = _node(source["name"], table)
    return found


def _node(system: str, table: Mapping[str, Any]) -> SimpleNamespace:
    columns = {
        each["name"]: SimpleNamespace(
            name=each["name"],
            data_type=each.get("data_type", "text"),
            config=SimpleNamespace(meta=each.get("config", {}).get("meta", {})),
        )
        for each in table.get("columns", ())
    }
    return SimpleNamespace(
        unique_id=f"source.customer_truth.{system}.{table['name']}",
        source_name=system,
        name=table["name"],
        database="memory",
        schema="raw",
        identifier=table.get("identifier", table["name"]),
        columns=columns,
        config=SimpleNamespace(meta=table.get("config", {}).get("meta", {})),
    )
