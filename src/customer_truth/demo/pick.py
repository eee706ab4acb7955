"""Picks the records of each plant, so that no two plants ever share a customer."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from customer_truth.demo.errors import DemoError, bad_sql
from customer_truth.demo.plant import Plant
from customer_truth.demo.world import CUSTOMER
from customer_truth.sql.text import quoted

DEFAULT_CUSTOMERS = 2000
_FEWEST = 1
_GROUPS_TO_CHOOSE_FROM = 100


def scaled(records: int, customers: int) -> int:
    """How many records of the company of the default size are as many in one of that size."""
    return max(_FEWEST, round(records * customers / DEFAULT_CUSTOMERS)) if records else 0


def pick_records(
    connection: duckdb.DuckDBPyConnection, plants: Sequence[Plant], customers: int
) -> list[str]:
    """Makes `plants.picked_<number>`, the rows of each plant as they are, with their `row_id`.

    `plants.members_<number>` names the customers that each of them has to itself. A plant with
    groups chooses first, then one with few rows to choose from. One that finds too few is an error;
    below the default size, and in a story, it takes what there is, and is returned by its name.
    """
    connection.execute("create table plants.used (holder bigint)")
    short: dict[str, str] = {}
    for has_group in (True, False):
        numbers = [n for n, plant in enumerate(plants) if bool(plant.group) is has_group]
        short |= _pick(connection, plants, numbers, customers)
    told = {plant.name for plant in plants if plant.nights}
    if customers >= DEFAULT_CUSTOMERS and (missing := short.keys() - told):
        raise DemoError(*(short[name] for name in sorted(missing)))
    return sorted(short)


def _pick(
    connection: duckdb.DuckDBPyConnection,
    plants: Sequence[Plant],
    numbers: Sequence[int],
    customers: int,
) -> dict[str, str]:
    """Picks for some of the plants; says by name which find too little."""
    used = connection.execute("select count(*) from plants.used").fetchone()
    enough = sum(scaled(plants[n].records, customers) for n in numbers) + (used[0] if used else 0)
    choices = {}
    for number in numbers:
        try:
            choices[number] = _find_candidates(connection, number, plants[number], enough)
        except duckdb.Error as error:
            raise bad_sql(plants[number], error) from error
    short = {}
    for number in sorted(numbers, key=lambda n: (choices[n], plants[n].name)):
        plant = plants[number]
        wanted = _wanted(connection, number, plant, customers)
        found = _take(connection, number, plant, wanted)
        if found < wanted:
            short[plant.name] = (
                f"{plant.place}: plant {plant.name}: has {found} of {choices[number]} customers "
                f"left to plant in, needs {wanted}. Widen its `where`, or plant fewer records."
            )
    return short


def _find_candidates(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, enough: int
) -> int:
    """One row of every customer that has one; more than all plants together need is no use, but
    groups may overlap.

    A row that is no customer's is held by itself, under a number that no customer has.
    """
    name, target = _stream(plant), plant.change.target
    candidates = f"plants.candidates_{number}"
    found = _count(
        connection,
        candidates,
        f"select coalesce(t.{CUSTOMER}, -(hash('{target}', t.rowid) >> 2)::bigint) as holder, "
        f"arg_min(t.rowid, rnd({name}, t.rowid)) as row_id "
        f"from {target} as t where ({plant.change.where}) "
        f"group by holder order by rnd({name}, holder), holder "
        f"limit {_GROUPS_TO_CHOOSE_FROM * enough if plant.group else enough}",
    )
    members = f"select row_id, holder as customer from {candidates} where holder > 0"
    if plant.group:
        members += (
            f" union select picks.row_id, found.customer from {candidates} as picks "
            f"join {target} as t on t.rowid = picks.row_id, "
            f"lateral ({plant.group}) as found (customer) where found.customer is not null"
        )
    connection.execute(f"create table plants.members_{number} as {members}")
    return found


def _wanted(
    connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, customers: int
) -> int:
    """Rows that are no customer's do not become more in a larger company."""
    nobodys = f"select 1 from plants.candidates_{number} where holder < 0 limit 1"
    if connection.execute(nobodys).fetchone():
        if plant.nights:
            raise DemoError(
                f"{plant.place}: plant {plant.name}: has rows that are no customer's, needs those "
                "of customers to be part of a story. Choose another plant."
            )
        return plant.records
    return scaled(plant.records, customers)


def _take(connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, wanted: int) -> int:
    candidates, members = f"plants.candidates_{number}", f"plants.members_{number}"
    ordered = f"order by rnd({_stream(plant)}, holder), holder"
    if plant.group:
        _keep_apart(connection, number, ordered, wanted)
    connection.execute(
        f"create table plants.picks as select holder, row_id from {candidates} "
        f"anti join plants.used using (holder) {ordered} limit {wanted}"
    )
    found = _count(
        connection,
        f"plants.picked_{number}",
        f"select t.*, t.rowid as row_id from {plant.change.target} as t "
        f"join plants.picks as picks on t.rowid = picks.row_id order by picks.holder",
    )
    connection.execute(
        f"delete from {members} where row_id not in (select row_id from plants.picks)"
    )
    connection.execute(
        "insert into plants.used select holder from plants.picks "
        f"union select customer from {members}"
    )
    connection.execute(f"insert into {members} select row_id, null from plants.picks")
    connection.execute("drop table plants.picks")
    connection.execute(f"drop table {candidates}")
    return found


def _keep_apart(
    connection: duckdb.DuckDBPyConnection, number: int, ordered: str, wanted: int
) -> None:
    """Leaves the first rows of which no two have a customer in common, nor with another plant."""
    candidates = f"plants.candidates_{number}"
    used = {holder for (holder,) in connection.execute("from plants.used").fetchall()}
    rows = connection.execute(
        f"select row_id, list(customer) from {candidates} join plants.members_{number} "
        f"using (row_id) group by holder, row_id {ordered}"
    ).fetchall()
    chosen: list[int] = []
    for row_id, customers in rows:
        if len(chosen) < wanted and used.isdisjoint(customers):
            chosen.append(row_id)
            used.update(customers)
    connection.execute(f"delete from {candidates} where not list_contains(?, row_id)", [chosen])


def _count(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> int:
    row = connection.execute(f"create table {table} as {query}").fetchone()
    return int(row[0]) if row else 0


def _stream(plant: Plant) -> str:
    return quoted(plant.name)
