"""Models on a few hand-made rows of the raw tables, in DuckDB, without dbt."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import duckdb
import jinja2
import yaml

from tests.conftest import ROOT

NIGHT = "2026-11-02 05:00:00"
SYSTEMS = ("salesforce", "hubspot", "netsuite", "zendesk")


class HandMade:
    """The raw tables of some systems; every model that is asked for is built on them.

    Rows are taken as they are: that a row is a copy, unreadable or ended is tried elsewhere.
    """

    def __init__(self, *, systems: tuple[str, ...] = SYSTEMS) -> None:
        self.systems = systems
        self.connection = duckdb.connect()
        self.connection.execute("set threads = 1; set timezone = 'UTC'")
        self.built: set[str] = set()
        self.connection.execute(
            f"create table night_as_of as select timestamp '{NIGHT}' as as_of, "
            f"date '{NIGHT}' as definitions_on"
        )
        for name, columns in declared().items():
            typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self.connection.execute(f'create table "{name}" ({typed})')
        for path in (ROOT / "seeds").glob("*.csv"):
            types = _seed_types().get(path.stem, {})
            self.connection.execute(
                f"create table {path.stem} as from read_csv('{path}', types = {types})"
            )

    def add(self, table: str, *rows: dict[str, Any]) -> None:
        """More rows of a raw table or of the registry; a column that is not said is NULL."""
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            self.connection.execute(
                f'insert into "{table}" ({names}) values ({places})', list(row.values())
            )

    def stand_in(self, model: str, query: str) -> None:
        """Takes the rows of a query for those of a model that is not what is tried."""
        self.connection.execute(f"create table {model} as {query}")
        self.built.add(model)

    def read(self, model: str, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Those columns of a model, built with all that it reads, in their own order."""
        self._build(model)
        wanted = ", ".join(columns)
        query = f"select {wanted} from {model} where {where} order by all"
        return self.connection.execute(query).fetchall()

    def _build(self, model: str) -> str:
        if model in self.built or not (path := _models().get(model)):
            return model
        self.built.add(model)
        self.connection.execute(f"create table {model} as {self._rendered(path)}")
        return model

    def _rendered(self, path: str) -> str:
        context: dict[str, Any] = {
            "config": lambda **_: "",
            "var": lambda name, otherwise=(): self.systems if name == "sources" else otherwise,
            "ref": self._build,
            "source": lambda _, name: f"night_{name}",
            "adapter": _Adapter(lambda name: getattr(macros, name)),
            "return": lambda value: value,
            "execute": False,
            "target": {"schema": "main"},
            "fromyaml": yaml.safe_load,
        }
        macros = _macros().make_module(context)
        context |= {name: each for name, each in vars(macros).items() if not name.startswith("_")}
        context |= {
            "unify": self._unified,
            "current_rows": lambda system, table, but=(): f'select * from "{system}__{table}"',
            "ended_rows": lambda system, table: f'select * from "{system}__{table}" where false',
        }
        return _environment().from_string(path).render(context)

    def _unified(self, entity: str) -> str:
        parts = [
            f"select '{system}' as source_system, * from {self._build(model)}"
            for system in self.systems
            if (model := f"stg_{system}__{entity}") in _models()
        ]
        return " union all by name ".join(parts) or f"select * from {entity}"


class _Adapter:
    """DuckDB's own macro of a name, or the one of every engine."""

    def __init__(self, named: Callable[[str], Any]) -> None:
        self.named = named

    def dispatch(self, name: str) -> Any:
        """The macro that the engine calls by this name."""
        try:
            return self.named(f"duckdb__{name}")
        except AttributeError:
            return self.named(f"default__{name}")

    def quote(self, name: str) -> str:
        """A name as SQL writes it."""
        return f'"{name}"'


@cache
def declared() -> dict[str, dict[str, str]]:
    """Each raw table as staging declares it: column → type."""
    found = {}
    for path in (ROOT / "models" / "staging").rglob("*__sources.yml"):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                columns = {each["name"]: each["data_type"] for each in table["columns"]}
                found[f"{source['name']}__{table['name']}"] = columns
    return found


@cache
def _seed_types() -> dict[str, dict[str, str]]:
    seeds = yaml.safe_load((ROOT / "models" / "_seeds.yml").read_text())["seeds"]
    return {each["name"]: each["config"]["column_types"] for each in seeds}


@cache
def _models() -> dict[str, str]:
    return {path.stem: path.read_text() for path in (ROOT / "models").rglob("*.sql")}


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.do"])


@cache
def _macros() -> jinja2.Template:
    texts = [path.read_text() for path in sorted((ROOT / "macros").rglob("*.sql"))]
    return _environment().from_string("\n".join(texts))
