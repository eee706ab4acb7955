"""Plants the defects: every planted record belongs to a customer of its own, so none interact.

Everything that depends on the clean world (which records, which keys, which new values) is read
from it first; only then is anything changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from customer_truth.demo.errors import DemoError
from customer_truth.demo.plants import Change, Plant
from customer_truth.demo.world import CUSTOMER

DEFAULT_CUSTOMERS = 2000
_FEWEST = 2


@dataclass(frozen=True)
class Finding:
    """One line of the truth file: this rule must find this record, because of that plant."""

    rule: str
    key: str
    plant: str


@dataclass(frozen=True)
class _Step:
    """One change of one plant, with the work table that holds its rows and their new values."""

    change: Change
    rows: str

    @property
    def target(self) -> str:
        return f'"{self.change.system}"."{self.change.table}"'


def planted_records(plant: Plant, customers: int) -> int:
    """How many records a plant damages in a company of that size."""
    return max(_FEWEST, round(plant.records * customers / DEFAULT_CUSTOMERS))


def damage(
    connection: duckdb.DuckDBPyConnection, plants: Sequence[Plant], customers: int
) -> list[Finding]:
    """Damages the world and returns what the rules must find, no more and no less."""
    connection.execute("create schema plants")
    _pick_records(connection, plants, customers)
    findings = []
    steps = []
    for number, plant in enumerate(plants):
        try:
            findings += _read_findings(connection, number, plant)
            steps += _read_steps(connection, number, plant)
        except duckdb.Error as error:
            raise _bad_sql(plant, error) from error
    _apply(connection, steps)
    return findings


def _pick_records(
    connection: duckdb.DuckDBPyConnection, plants: Sequence[Plant], customers: int
) -> None:
    """Gives each plant its records; a plant with few customers to choose from chooses first."""
    wanted = [planted_records(plant, customers) for plant in plants]
    enough = sum(wanted)
    choices = []
    for number, plant in enumerate(plants):
        try:
            choices.append(_find_candidates(connection, number, plant, enough))
        except duckdb.Error as error:
            raise _bad_sql(plant, error) from error
    connection.execute("create table plants.used (customer bigint)")
    problems = []
    for number in sorted(range(len(plants)), key=lambda n: (choices[n], plants[n].name)):
        found = _take(connection, number, plants[number], wanted[number])
        if found < wanted[number]:
            problems.append(
                f"{plants[number].place}: plant {plants[number].name}: has {found} of "
                f"{choices[number]} customers left to plant in, needs {wanted[number]}. "
                "Widen its `where`, or plant fewer records."
            )
    if problems:
        raise DemoError(*problems)


def _find_candidates(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, enough: int
) -> int:
    name = _quoted(plant.name)
    connection.execute(
        f"create table plants.candidates_{number} as "
        f"select t.{CUSTOMER} as customer, arg_min(t.rowid, rnd({name}, t.rowid)) as row_id "
        f"from {_table(plant.change)} as t where t.{CUSTOMER} is not null and ({plant.change.where}) "
        f"group by t.{CUSTOMER} order by rnd({name}, customer), customer limit {enough}"
    )
    row = connection.execute(f"select count(*) from plants.candidates_{number}").fetchone()
    return int(row[0]) if row else 0


def _take(connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, wanted: int) -> int:
    connection.execute(
        f"create table plants.picked_{number} as "
        f"with picks as (select customer, row_id from plants.candidates_{number} "
        "anti join plants.used using (customer) "
        f"order by rnd({_quoted(plant.name)}, customer), customer limit {wanted}) "
        f"select t.*, t.rowid as row_id from {_table(plant.change)} as t "
        f"join picks on t.rowid = picks.row_id order by t.{CUSTOMER}"
    )
    connection.execute(f"drop table plants.candidates_{number}")
    connection.execute(
        f"insert into plants.used select {CUSTOMER} from plants.picked_{number}"
    )
    row = connection.execute(f"select count(*) from plants.picked_{number}").fetchone()
    return int(row[0]) if row else 0


def _read_findings(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant
) -> Iterator[Finding]:
    for finds in plant.finds:
        keys = f"lateral ({finds.key}) as found (key)" if finds.is_query else None
        source = f"plants.picked_{number} as t" + (f", {keys}" if keys else "")
        value = "found.key" if keys else f"({finds.key})"
        rows = connection.execute(f"select cast({value} as text) from {source}").fetchall()
        if not rows or any(key is None for (key,) in rows):
            raise DemoError(
                f"{plant.place}: plant {plant.name}: has a record without a key for {finds.rule}, "
                "needs one for each. Correct the SQL of its key."
            )
        yield from (Finding(finds.rule, key, plant.name) for (key,) in rows)


def _read_steps(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant
) -> Iterator[_Step]:
    first = f"plants.picked_{number} as t"
    yield _read_step(connection, plant.change, f"plants.change_{number}", first, "t.row_id")
    for part, change in enumerate(plant.also):
        rows = (
            f"{_table(change)} as t join plants.picked_{number} as p "
            f"on t.{CUSTOMER} = p.{CUSTOMER} and ({change.where})"
        )
        step = _read_step(connection, change, f"plants.change_{number}_{part}", rows, "t.rowid")
        counted = connection.execute(f"select count(*) from {step.rows}").fetchone()
        if not counted or not counted[0]:
            raise DemoError(
                f"{plant.place}: plant {plant.name}: has no row of {change.system}.{change.table} "
                "to change along, needs one. Correct the `where` under `also`."
            )
        yield step


def _read_step(
    connection: duckdb.DuckDBPyConnection, change: Change, name: str, rows: str, row_id: str
) -> _Step:
    values = "".join(f', ({sql}) as "{column}"' for column, sql in change.sets.items())
    connection.execute(
        f"create table {name} as select distinct {row_id} as row_id{values} from {rows} order by 1"
    )
    return _Step(change, name)


def _apply(connection: duckdb.DuckDBPyConnection, steps: Sequence[_Step]) -> None:
    """Deletes come last, because they alone may move the rows that `row_id` points at."""
    widened = {(s.target, column): None for s in steps for column in s.change.widen}
    for target, column in widened:
        connection.execute(f'alter table {target} alter column "{column}" type text')
    for step in steps:
        if step.change.kind == "set":
            sets = ", ".join(f'"{name}" = rows."{name}"' for name in step.change.sets)
            connection.execute(
                f"update {step.target} as t set {sets} from {step.rows} as rows "
                "where t.rowid = rows.row_id"
            )
    for step in steps:
        if step.change.kind == "duplicate":
            copied = ", ".join(f'rows."{name}" as "{name}"' for name in step.change.sets)
            values = f"t.* replace ({copied})" if copied else "t.*"
            connection.execute(
                f"insert into {step.target} select {values} from {step.target} as t "
                f"join {step.rows} as rows on t.rowid = rows.row_id order by t.{CUSTOMER}, t.rowid"
            )
    for step in steps:
        if step.change.kind == "delete":
            connection.execute(
                f"delete from {step.target} as t using {step.rows} as rows "
                "where t.rowid = rows.row_id"
            )


def _table(change: Change) -> str:
    return f'"{change.system}"."{change.table}"'


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bad_sql(plant: Plant, error: duckdb.Error) -> DemoError:
    first_line = str(error).strip().splitlines()[0]
    return DemoError(
        f"{plant.place}: plant {plant.name}: has SQL that cannot be run ({first_line}), needs "
        "expressions over the raw tables. Correct the plant."
    )
