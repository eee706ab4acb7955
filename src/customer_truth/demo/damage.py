"""Plants the defects, in rows of customers that no other plant touches.

Everything that depends on the clean world (which records, which keys, which new values) is read
from it first; only then is anything changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import duckdb

from customer_truth.demo.errors import DemoError, bad_sql
from customer_truth.demo.pick import pick_records, scaled
from customer_truth.demo.plant import Change, Finds, Plant
from customer_truth.demo.world import CUSTOMER, REPORTS


@dataclass(frozen=True)
class Finding:
    """One line of the truth file: this rule must find this record, because of that plant.

    `nights` says of each night of a story whether it was so; without a story there is but one.
    """

    rule: str
    mart: str
    key: str
    plant: str
    nights: tuple[bool, ...] = (True,)

    @property
    def is_found_tonight(self) -> bool:
        """Nobody has put the record right by the last night."""
        return self.nights[-1]


@dataclass(frozen=True)
class Damaged:
    """What the rules must find, and the plants that so small a company has too few records for."""

    findings: list[Finding]
    short: list[str]


@dataclass(frozen=True)
class _Step:
    """One change of one plant, with the work table that holds its rows and their new values."""

    change: Change
    rows: str


def damage(
    connection: duckdb.DuckDBPyConnection,
    plants: Sequence[Plant],
    customers: int,
    count_reports: Callable[[duckdb.DuckDBPyConnection], None],
) -> Damaged:
    """Damages the world and says what the rules must find, no more and no less.

    Reports are counted from the damaged records, and only then damaged themselves.
    """
    connection.execute("create schema plants")
    # A thousand small tables: one by one, each would be written down and waited for.
    connection.begin()
    short = pick_records(connection, plants, customers)
    connection.commit()
    findings: list[Finding] = []
    steps: list[_Step] = []
    for number, plant in enumerate(plants):
        if plant.name in short and not _is_picked(connection, number):
            continue
        try:
            for finds in plant.finds:
                findings += _findings(connection, number, plant, finds, customers)
            if plant.nights:
                _put_right(connection, number, scaled(plant.nights[-1], customers))
            if not plant.nights or plant.nights[-1]:
                steps += _steps(connection, number, plant)
        except duckdb.Error as error:
            raise bad_sql(plant, error) from error
    _apply(connection, [step for step in steps if step.change.target != REPORTS])
    count_reports(connection)
    _apply(connection, [step for step in steps if step.change.target == REPORTS])
    return Damaged(findings, short)


def _is_picked(connection: duckdb.DuckDBPyConnection, number: int) -> bool:
    return connection.execute(f"from plants.picked_{number} limit 1").fetchone() is not None


def _findings(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, finds: Finds, customers: int
) -> Iterator[Finding]:
    source, value = f"plants.picked_{number} as t", f"({finds.key})"
    if finds.is_query:
        source, value = f"{source}, lateral ({finds.key}) as found (key)", "found.key"
    rows = connection.execute(
        f"select found, min(row_id) from (select cast({value} as text) as found, t.row_id "
        f"from {source}) group by found"
    ).fetchall()
    must_find = not finds.is_query or finds is plant.finds[0]
    if (must_find and not rows) or any(key is None for key, _ in rows):
        raise DemoError(
            f"{plant.place}: plant {plant.name}: has a record without a key for {finds.rule}, "
            "needs one for each. Correct the SQL of its key."
        )
    picked = connection.execute(f"select row_id from plants.picked_{number} order by row_id")
    place = {row_id: at for at, (row_id,) in enumerate(picked.fetchall())}
    counts = [scaled(count, customers) for count in plant.nights]
    for key, row_id in rows:
        nights = tuple(place[row_id] < count for count in counts) or (True,)
        yield Finding(finds.rule, finds.mart, key, plant.name, nights)


def _put_right(connection: duckdb.DuckDBPyConnection, number: int, left: int) -> None:
    """Leaves the records alone that are no longer wrong on the last night."""
    for rows in (f"plants.picked_{number}", f"plants.members_{number}"):
        connection.execute(
            f"delete from {rows} where row_id not in "
            f"(select row_id from plants.picked_{number} order by row_id limit {left})"
        )


def _steps(connection: duckdb.DuckDBPyConnection, number: int, plant: Plant) -> Iterator[_Step]:
    picked, members = f"plants.picked_{number}", f"plants.members_{number}"
    if plant.change.kind != "keep":
        rows = f"plants.rows_{number}"
        _write_rows(connection, plant.change, rows, f"{picked} as t", "row_id")
        yield _Step(plant.change, rows)
    for part, change in enumerate(plant.also):
        source = (
            f"{change.target} as t join {members} as members "
            f"on t.{CUSTOMER} is not distinct from members.customer "
            f"join {picked} as p on p.row_id = members.row_id and ({change.where})"
        )
        rows = f"plants.rows_{number}_{part}"
        _write_rows(connection, change, rows, source, "rowid")
        counted = connection.execute(f"select count(*) from {rows}").fetchone()
        if not counted or not counted[0]:
            raise DemoError(
                f"{plant.place}: plant {plant.name}: has no row of {change.system}.{change.table} "
                "to change along, needs one. Correct the `where` under `also`."
            )
        yield _Step(change, rows)


def _write_rows(
    connection: duckdb.DuckDBPyConnection, change: Change, name: str, source: str, row_id: str
) -> None:
    """The rows that change, each with its new values."""
    values = "".join(f', ({sql}) as "{column}"' for column, sql in change.sets.items())
    connection.execute(
        f"create table {name} as "
        f"select distinct t.{row_id} as row_id{values} from {source} order by 1"
    )


def _apply(connection: duckdb.DuckDBPyConnection, steps: Sequence[_Step]) -> None:
    """Deletes come last, because they alone may move the rows that `row_id` points at."""
    widened = {(s.change.target, column): None for s in steps for column in s.change.widen}
    for target, column in widened:
        connection.execute(f'alter table {target} alter column "{column}" type text')
    for kind, statement in (
        ("set", _update),
        ("duplicate", _copy),
        ("insert", _insert),
        ("delete", _delete),
    ):
        for step in steps:
            if step.change.kind == kind:
                connection.execute(statement(step))


def _update(step: _Step) -> str:
    values = ", ".join(f'"{name}" = rows."{name}"' for name in step.change.sets)
    return (
        f"update {step.change.target} as t set {values} from {step.rows} as rows "
        "where t.rowid = rows.row_id"
    )


def _copy(step: _Step) -> str:
    replaced = ", ".join(f'rows."{name}" as "{name}"' for name in step.change.sets)
    values = f"t.* replace ({replaced})" if replaced else "t.*"
    return (
        f"insert into {step.change.target} select {values} from {step.change.target} as t "
        f"join {step.rows} as rows on t.rowid = rows.row_id order by {_in_order(step)}"
    )


def _insert(step: _Step) -> str:
    values = "".join(f', rows."{name}" as "{name}"' for name in step.change.sets)
    return (
        f"insert into {step.change.into} by name select t.{CUSTOMER}{values} "
        f"from {step.change.target} as t join {step.rows} as rows on t.rowid = rows.row_id "
        f"order by {_in_order(step)}"
    )


def _in_order(step: _Step) -> str:
    """One row may become several; then its own values order them."""
    return ", ".join(["t.rowid", *(f'rows."{name}"' for name in step.change.sets)])


def _delete(step: _Step) -> str:
    return (
        f"delete from {step.change.target} as t using {step.rows} as rows "
        "where t.rowid = rows.row_id"
    )
