"""Nights of a few models: the models and macros as they are, on hand-made rows, without dbt.

They run on DuckDB, and the same tests on PostgreSQL beside `make test-postgres`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import jinja2
import yaml

from tests.conftest import ROOT
from tests.unit.models.engines import Engine, engine_here

NIGHT = datetime(2026, 11, 2, 5)
Row = Mapping[str, object]


@dataclass
class ModelNight:
    """Tables that a test makes up, and the models that are built on them.

    `sources` are the systems that are on.
    """

    sources: Sequence[str] = ("salesforce", "hubspot", "netsuite")
    engine: Engine = field(default_factory=engine_here)

    def __post_init__(self) -> None:
        if functions := self._rendered("{{ create_functions() }}").strip():
            self.engine.execute(functions)
        self.fill(
            "as_of",
            {"as_of": "timestamp", "definitions_on": "date"},
            [{"as_of": NIGHT, "definitions_on": NIGHT.date()}],
        )
        typed = dict.fromkeys(("kind", "context", "typed", "value", "problem"), "text")
        self.fill("readings", typed, [])

    def raw(self, table: str, *rows: Row) -> None:
        """Rows of a raw table, `netsuite.transaction`; a column that is not given is empty."""
        self.fill(table.replace(".", "__"), _declared()[table], rows)

    def entity(self, name: str, *rows: Row) -> None:
        """Rows of an entity as its systems' staging models would bring them together."""
        types = {"source_system": "text", **_entities()[name]["columns"]}
        self.fill(f"unified_{name}", types, rows)

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Row] = ()) -> None:
        """A table of these columns with these rows."""
        columns = ", ".join(f'"{name}" {type_}' for name, type_ in types.items())
        self.engine.execute(f'drop table if exists "{table}"')
        self.engine.execute(f'create table "{table}" ({columns})')
        for row in rows:
            assert set(row) <= set(types), set(row) - set(types)
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            insert = f'insert into "{table}" ({names}) values ({places})'
            self.engine.execute(insert, list(row.values()))

    def build(self, *models: str) -> None:
        """Makes each model's table, in this order."""
        for model in models:
            self.engine.execute(f"drop table if exists {model}")
            self.engine.execute(f"create table {model} as {self._sql(model)}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        return self.engine.execute(query)

    def row(self, query: str) -> tuple[Any, ...]:
        """The only row that a query finds."""
        (found,) = self.rows(query)
        return found

    def tells(self, expression: str) -> Any:
        """What an expression of macros comes to."""
        (value,) = self.row("select " + self._rendered(expression))
        return value

    def _sql(self, model: str) -> str:
        (path,) = (ROOT / "models").rglob(f"{model}.sql")
        return self._rendered(path.read_text())

    def _rendered(self, text: str) -> str:
        world = (tuple(self.sources), self.engine.dialect)
        return (
            _environment(*world)
            .from_string(text)
            .render(
                **vars(_macros(*world)),
                unify=self._unified,
                current_rows=_raw_rows,
                newest_rows=_raw_rows,
            )
        )

    def _unified(self, entity: str) -> str:
        tables = "select table_name from information_schema.tables where table_schema = "
        known = {name for (name,) in self.rows(f"{tables} '{self.engine.schema}'")}
        contract = _entities()[entity]
        if f"unified_{entity}" in known:
            return f"select * from unified_{entity}"
        columns = contract["columns"].items()
        typed = ", ".join(f"cast({name} as {type_}) as {name}" for name, type_ in columns)
        selects = [
            f"select '{system}' as source_system, {typed} from stg_{system}__{entity}"
            for system in contract["systems"]
            if system in self.sources and f"stg_{system}__{entity}" in known
        ]
        if selects:
            return " union all ".join(selects)
        nothing = ", ".join(f"cast(null as {type_}) as {name}" for name, type_ in columns)
        return f"select cast(null as text) as source_system, {nothing} where false"


def _raw_rows(system: str, table: str, but: Sequence[str] = ()) -> str:
    return f'select * from "{system}__{table}"'


@cache
def _environment(sources: tuple[str, ...], dialect: str) -> jinja2.Environment:
    class Adapter:
        """What dbt's adapter does for the macros."""

        def dispatch(self, name: str) -> Callable[..., str]:
            macros = _macros(sources, dialect)
            default: Callable[..., str] = getattr(macros, f"default__{name}")
            return getattr(macros, f"{dialect}__{name}", default)

        def quote(self, name: str) -> str:
            return f'"{name}"'

    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        adapter=Adapter(),
        ref=lambda name: name,
        source=lambda _, name: name,
        config=lambda **_: "",
        var=lambda name: {"sources": sources}[name],
        execute=True,
        target={"schema": "model_functions"},
        **{"return": lambda value: value},
    )
    return environment


@cache
def _macros(sources: tuple[str, ...], dialect: str) -> Any:
    files = sorted((ROOT / "macros").glob("*.sql"))
    left_out = ("unify.sql", "source_rows.sql", "seeds.sql", "engine_settings.sql")
    text = "\n".join(path.read_text() for path in files if path.name not in left_out)
    return _environment(sources, dialect).from_string(text).module


@cache
def _declared() -> dict[str, dict[str, str]]:
    """The columns of each raw table, with their types."""
    found = {}
    for path in (ROOT / "models" / "staging").rglob("*sources.yml"):
        for source in yaml.safe_load(path.read_text())["sources"]:
            for table in source["tables"]:
                columns = {each["name"]: each["data_type"] for each in table["columns"]}
                found[f"{source['name']}.{table['name']}"] = columns
    return found


@cache
def _entities() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in (ROOT / "macros" / "entities").glob("*.sql"):
        found.update(yaml.safe_load(path.read_text()))
    return found
