"""Picks the records of each plant, so that no two plants ever share a customer."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from customer_truth.demo.errors import DemoError, bad_sql
from customer_truth.demo.plant import Plant
from customer_truth.demo.world import CUSTOMER

DEFAULT_CUSTOMERS = 2000
_FEWEST = 2


def planted_records(plant: Plant, customers: int) -> int:
    """How many records a plant damages in a company of that size."""
    return max(_FEWEST, round(plant.records * customers / DEFAULT_CUSTOMERS))


def pick_records(
    connection: duckdb.DuckDBPyConnection, plants: Sequence[Plant], customers: int
) -> None:
    """Makes `plants.picked_<number>`: the rows of each plant as they are, with their `row_id`.

    A plant with few customers to choose from chooses first. One that finds too few is an error.
    """
    wanted = [planted_records(plant, customers) for plant in plants]
    choices = []
    for number, plant in enumerate(plants):
        try:
            choices.append(_find_candidates(connection, number, plant, sum(wanted)))
        except duckdb.Error as error:
            raise bad_sql(plant, error) from error
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
    """One row of every customer that has one; more than all plants together need is no use."""
    name = _stream(plant)
    return _count(
        connection,
        f"plants.candidates_{number}",
        f"select t.{CUSTOMER} as customer, arg_min(t.rowid, rnd({name}, t.rowid)) as row_id "
        f"from {plant.change.target} as t "
        f"where t.{CUSTOMER} is not null and ({plant.change.where}) "
        f"group by t.{CUSTOMER} order by rnd({name}, customer), customer limit {enough}",
    )


def _take(connection: duckdb.DuckDBPyConnection, number: int, plant: Plant, wanted: int) -> int:
    found = _count(
        connection,
        f"plants.picked_{number}",
        f"with picks as (select customer, row_id from plants.candidates_{number} "
        "anti join plants.used using (customer) "
        f"order by rnd({_stream(plant)}, customer), customer limit {wanted}) "
        f"select t.*, t.rowid as row_id from {plant.change.target} as t "
        f"join picks on t.rowid = picks.row_id order by t.{CUSTOMER}",
    )
    connection.execute(f"drop table plants.candidates_{number}")
    connection.execute(f"insert into plants.used select {CUSTOMER} from plants.picked_{number}")
    return found


def _count(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> int:
    row = connection.execute(f"create table {table} as {query}").fetchone()
    return int(row[0]) if row else 0


def _stream(plant: Plant) -> str:
    return "'" + plant.name.replace("'", "''") + "'"
