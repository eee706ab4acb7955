"""Models on a few hand-made rows of the raw tables, with all that they read, without dbt.

They run on DuckDB, and the same tests on PostgreSQL beside `make test-postgres`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2
import yaml

from tests.conftest import ROOT
from tests.unit.models.engines import engine_here

NIGHT = "2026-11-02 05:00:00"
SYSTEMS = ("salesforce", "hubspot", "netsuite", "zendesk")


class HandMade:
    """The raw tables of some systems; every model that is asked for is built on them.

    Rows are taken as they are: that a row is a copy, unreadable or ended is tried elsewhere.
    """

    def __init__(self, *, systems: tuple[str, ...] = SYSTEMS) -> None:
        self.systems = systems
        self.engine = engine_here()
        self.built: set[str] = set()
        if functions := self._rendered("{{ create_functions() }}").strip():
            self.execute(functions)
        self.execute(
            f"create table night_as_of as select timestamp '{NIGHT}' as as_of, "
            f"date '{NIGHT}' as definitions_on"
        )
        for name, columns in declared().items():
            typed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            self.execute(f'create table "{name}" ({typed})')
        for name, types in _seed_types().items():
            typed = ", ".join(f"{column} {kind}" for column, kind in types.items())
            self.execute(f"create table {name} ({typed})")
        for name in ("stage_mappings", "lifecycle_stages", "system_words"):
            with (ROOT / "seeds" / f"{name}.csv").open() as rows:
                self.add(
                    name, *({k: v or None for k, v in r.items()} for r in csv.DictReader(rows))
                )

    def add(self, table: str, *rows: dict[str, Any]) -> None:
        """More rows of a raw table or of the registry; a column that is not said is NULL."""
        for row in rows:
            names = ", ".join(f'"{name}"' for name in row)
            places = ", ".join("?" for _ in row)
            insert = f'insert into "{table}" ({names}) values ({places})'
            self.execute(insert, *row.values())

    def execute(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a statement answers."""
        return self.engine.execute(statement, values)

    def stand_in(self, model: str, query: str) -> None:
        """Takes the rows of a query for those of a model that is not what is tried."""
        self.execute(f"create table {model} as {query}")
        self.built.add(model)

    def read(self, model: str, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Those columns of a model, built with all that it reads, in their own order."""
        self._build(model)
        wanted = ", ".join(columns)
        places = ", ".join(str(place) for place, _ in enumerate(columns, 1))
        return self.execute(f"select {wanted} from {model} where {where} order by {places}")

    def _build(self, model: str) -> str:
        if model in self.built or not (path := _models().get(model)):
            return model
        self.built.add(model)
        self.execute(f"create table {model} as {self._rendered(path)}")
        return model

    def _rendered(self, path: str) -> str:
        context: dict[str, Any] = {
            "config": lambda **_: "",
            "var": lambda name, otherwise=(): self.systems if name == "sources" else otherwise,
            "ref": self._build,
            "source": lambda _, name: f"night_{name}",
            "adapter": _Adapter(self.engine.dialect, lambda name: getattr(macros, name)),
            "return": lambda value: value,
            "execute": False,
            "target": {"schema": self.engine.schema},
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
        contract = _entities()[entity]
        models = [f"stg_{each}__{entity}" for each in contract["systems"] if each in self.systems]
        wanted = ", ".join(
            f"cast({name} as {kind}) as {name}" for name, kind in contract["columns"].items()
        )
        parts = [
            f"select '{model.split('__')[0].removeprefix('stg_')}' as source_system, {wanted} "
            f"from {self._build(model)}"
            for model in models
        ]
        nothing = ", ".join(
            f"cast(null as {kind}) as {name}" for name, kind in contract["columns"].items()
        )
        return (
            " union all ".join(parts)
            or f"select cast(null as text) as source_system, {nothing} where false"
        )


class _Adapter:
    """The engine's own macro of a name, or the one of every engine."""

    def __init__(self, dialect: str, named: Callable[[str], Any]) -> None:
        self.dialect, self.named = dialect, named

    def dispatch(self, name: str) -> Any:
        """The macro that the engine calls by this name."""
        try:
            return self.named(f"{self.dialect}__{name}")
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
def _entities() -> dict[str, Any]:
    texts = (path.read_text() for path in (ROOT / "macros" / "entities").glob("*.sql"))
    return {name: each for text in texts for name, each in yaml.safe_load(text).items()}


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
