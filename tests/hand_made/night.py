"""One night on hand-made rows: what a test asks for is built with all that it reads, without dbt.

Raw rows are bound by their contracts, as a real night binds them: copies, merges and ends are
followed. Rows of an entity, a seed or a model may be given in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from customer_truth.extracts.bind import bind
from customer_truth.extracts.check import Bound, absent, type_family
from customer_truth.extracts.contract import Table
from customer_truth.extracts.ended import Ended, view_of
from customer_truth.extracts.source_references import write_source_references
from customer_truth.extracts.system_clocks import SystemClock
from customer_truth.sql.text import named
from tests.hand_made import project
from tests.hand_made.engine import Row, engine_here, literal

NIGHT = datetime(2026, 11, 2, 5)
SYSTEMS = ("salesforce", "hubspot", "netsuite", "zendesk", "route_planner", "spreadsheets")
_READ = re.compile(r"\b(?:from|join) (\w+)")


class HandMade:
    """One night: rows in by `raw`, `seed`, `entity` and `fill`, rows out by `rows` and its kin.

    Raw rows may be given at once, `{"hubspot.deal": [{"deal_id": 1}, …]}`. A column that no row
    names is not in the extract, a table without rows is not there. What was built is built anew
    once other rows stand in.
    """

    def __init__(
        self,
        raw: Mapping[str, Sequence[Row]] | None = None,
        *,
        systems: Sequence[str] = SYSTEMS,
        night: datetime = NIGHT,
        clocks: Iterable[SystemClock] = (),
    ) -> None:
        self.systems, self.night, self.clocks = tuple(systems), night, tuple(clocks)
        self.engine = engine_here()
        self.schema, self.bound_in = self.engine.new_schemas()
        self._given: dict[str, list[Row]] = {}
        self._bound: set[str] = set()
        self._filled: set[str] = set()
        self._built: set[str] = set()
        self._sql: dict[str, tuple[str, set[str]]] = {}
        self._reading: list[set[str]] = []
        self._context = self._of_dbt()
        self.engine.once(lambda: self._rendered("{{ create_functions() }}"))
        for table, rows in (raw or {}).items():
            self.raw(table, *rows)

    def raw(self, table: str, *rows: Row) -> None:
        """More rows of a raw table, `netsuite.transaction`."""
        assert not self._bound, "has been bound already, needs its raw rows before anything is read"
        assert table in self._tables, table
        self._given.setdefault(table, []).extend(rows)

    def seed(self, name: str, *rows: Row) -> None:
        """More rows of a table of the registry, beside those that are there."""
        types = project.seed_types(name)
        self.fill(name, types, [*project.seed_rows(name), *rows])

    def entity(self, name: str, *rows: Row) -> None:
        """Rows of an entity, in the place of those of its systems."""
        types = {"source_system": "text", **project.entities()[name]["columns"]}
        self.fill(f"unified_{name}", types, rows)

    def fill(self, table: str, types: Mapping[str, str], rows: Sequence[Row] = ()) -> None:
        """A table of these columns with these rows, in the place of a model or seed."""
        self._forget(table)
        self.engine.make(table, types, rows)

    def stand_in(self, table: str, query: str) -> None:
        """The rows of a query in the place of those of a model."""
        self._forget(table)
        self.engine.execute(f"create table {table} as {query}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query on models finds, which may ask macros; each that it reads is built first."""
        sql = self._rendered(query) if "{{" in query else query
        for name in _READ.findall(query):
            self._ref(name)
        self.engine.enter(self.schema)
        return self.engine.execute(sql)

    def row(self, query: str) -> tuple[Any, ...]:
        """The only row of a query."""
        (found,) = self.rows(query)
        return found

    def values(self, query: str) -> list[Any]:
        """The only column of a query."""
        return [value for (value,) in self.rows(query)]

    def read(self, model: str, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Those columns of a model, in their own order."""
        places = ", ".join(str(place) for place, _ in enumerate(columns, 1))
        return self.rows(
            f"select {', '.join(columns)} from {model} where {where} order by {places}"
        )

    def tells(self, expression: str) -> Any:
        """What an expression of macros comes to."""
        (value,) = self.row(f"select {expression}")
        return value

    def current(self, table: str, column: str) -> list[Any]:
        """A column of what the marts read of a raw table, in order."""
        return self.values(f"select {column} from ({self.current_rows(table)}) as rows order by 1")

    def current_rows(self, table: str) -> str:
        """SQL of what the marts read of a raw table."""
        system, name = table.split(".")
        return self._rendered(f"{{{{ current_rows('{system}', '{name}') }}}}")

    @property
    def _tables(self) -> dict[str, Table]:
        return project.raw_tables(self.systems)

    def _forget(self, table: str) -> None:
        """Drops a table, and what was built of it, before other rows stand in its place."""
        stale = {table}
        if table not in self._filled:
            # A macro may have chosen another table in its stead.
            stale |= self._built
            self._sql.clear()
            self._filled.add(table)
        while more := {name for name in self._built - stale if stale & self._reads(name)}:
            stale |= more
        self.engine.enter(self.schema)
        for name in stale:
            self.engine.execute(f"drop table if exists {named(name)}")
        self._built -= stale

    def _reads(self, model: str) -> set[str]:
        return self._sql.get(project.model_texts().get(model, ""), ("", set()))[1]

    def _ref(self, name: str) -> str:
        if self._reading:
            self._reading[-1].add(name)
        if name in self._filled or name in self._built:
            return name
        if text := project.model_texts().get(name):
            self._built.add(name)
            sql = self._rendered(text)
            self.engine.enter(self.schema)
            self.engine.execute(f"create table {name} as {sql}")
        elif types := project.seed_types(name):
            self._built.add(name)
            self.engine.enter(self.schema)
            self.engine.make(name, types, project.seed_rows(name))
        return name

    def _source(self, system: str, name: str) -> str:
        if system == "night" and name in self._filled:
            return self._ref(name)
        return self._view(project.sources()[system, name].identifier)

    def _view(self, name: str) -> str:
        """A raw table, or one that the night makes beside them, as it is bound."""
        if not self._bound:
            self._bind()
        if name not in self._bound:
            self._bound.add(name)
            self._bind_absent(name)
        return f"{self.bound_in}.{name}"

    def _bind(self) -> None:
        """Binds what was given, and the tables in which its merges would be listed."""
        listed = {
            f"{table.system}.{ending.listed_in}"
            for table in (self._tables[id] for id in self._given)
            for ending in table.ends
            if ending.listed_in
        }
        bound = [self._as_bound(self._tables[id]) for id in sorted({*self._given, *listed})]
        place = (self.engine.connection, self.bound_in)
        day = self.night.date()
        bind(*place, bound, self.engine.spelling, self.night, self.night, day)
        write_source_references(*place, bound, self.engine.spelling)
        clocks = [clock._asdict() for clock in self.clocks]
        kinds = {"source_system": "text", "time_zone": "text"}
        self.engine.make(f"{self.bound_in}.system_clocks", kinds, clocks)
        self._bound |= {each.table.bound_name for each in bound}
        self._bound |= {"as_of", "ended_records", "window_texts", "source_references"}
        self._bound.add("system_clocks")

    def _as_bound(self, table: Table) -> Bound:
        rows = self._given.get(table.id)
        if not rows:
            return absent(table)
        names = list(dict.fromkeys(name for row in rows for name in row))
        types = {column.name: _engine_type(column.data_type) for column in table.columns}
        assert set(names) <= set(types), set(names) - set(types)
        lines = ", ".join(
            f"({', '.join(literal(row.get(name), types[name]) for name in names)})" for row in rows
        )
        columns = ", ".join(named(name) for name in names)
        return Bound(
            table,
            f"(select * from (values {lines}) as typed ({columns})) as given",
            {name: type_family(types[name]) for name in names},
            {name: types[name] for name in names},
            {name: name for name in names},
        )

    def _bind_absent(self, name: str) -> None:
        place = f"{self.bound_in}.{name}"
        table = next((each for each in self._tables.values() if each.bound_name == name), None)
        if table is None:
            columns = project.sources()["night", name].columns.values()
            self.engine.make(place, {each.name: _engine_type(each.data_type) for each in columns})
            return
        nothing = {
            column.name: f"cast(null as {_engine_type(column.data_type)})"
            for column in table.columns
        }
        ended = Ended(f"{self.bound_in}.ended_records")
        query = view_of(absent(table), nothing, ended, self.engine.spelling)
        self.engine.execute(f"create view {place} as {query}")

    def _rendered(self, text: str) -> str:
        """SQL of a template; what it reads has been built."""
        if text not in self._sql:
            self._reading.append(set())
            sql = str(project.template(text).make_module(self._context, shared=True))
            self._sql[text] = sql, self._reading.pop()
        sql, reads = self._sql[text]
        for name in reads:
            self._ref(name)
        return sql

    def _of_dbt(self) -> dict[str, Any]:
        """What dbt gives to models and macros; all of them read this one."""
        context: dict[str, Any] = {
            **project.jinja().globals,
            "ref": self._ref,
            "source": self._source,
            "config": lambda **_: "",
            "var": lambda name, default=None: {"sources": list(self.systems)}.get(name, default),
            "execute": True,
            "target": SimpleNamespace(schema=self.engine.functions),
            "fromyaml": project.from_yaml,
            "return": _return,
            "run_query": lambda query: SimpleNamespace(rows=self.engine.execute(query)),
            "api": SimpleNamespace(Relation=SimpleNamespace(create=self._relation)),
            "graph": SimpleNamespace(sources=project.sources()),
        }
        context["adapter"] = SimpleNamespace(
            quote=named,
            dispatch=lambda name: (
                context.get(f"{self.engine.dialect}__{name}") or context[f"default__{name}"]
            ),
            get_columns_in_relation=lambda relation: [
                SimpleNamespace(name=name, dtype=kind)
                for name, kind in self.engine.columns(relation)
            ],
        )
        module = project.template(project.macro_text()).make_module(context, shared=True)
        for name, macro in vars(module).items():
            if name.startswith("macro_"):
                context[name.removeprefix("macro_")] = partial(_called, macro)
        context["unify"] = partial(self._unified, context["unify"])
        return context

    def _unified(self, of_systems: Callable[[str], str], entity: str) -> str:
        given = f"unified_{entity}"
        return f"select * from {self._ref(given)}" if given in self._filled else of_systems(entity)

    def _relation(self, schema: str, identifier: str, database: str) -> str:
        return self._view(identifier)


class _ReturnError(Exception):
    """What a macro gives back that is no text."""

    def __init__(self, value: object) -> None:
        self.value = value


def _return(value: object) -> None:
    raise _ReturnError(value)


def _called(macro: Callable[..., str], *args: object, **kwargs: object) -> object:
    try:
        return macro(*args, **kwargs)
    except _ReturnError as returned:
        return returned.value


def _engine_type(data_type: str) -> str:
    return {"numeric": "numeric(18,2)"}.get(data_type, data_type)
