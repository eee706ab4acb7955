"""What is known of a deal at entry and at exit of a stage is what a replay of its history knows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache

import duckdb
import jinja2
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT

FIRST = datetime(2026, 1, 5, 9)
NIGHT = datetime(2026, 11, 2, 5)
FOREVER = datetime(9999, 12, 31)
SOONEST = timedelta(microseconds=1)
EVIDENCE = (
    *("owner_id", "amount", "close_date", "contract_draft", "scope_signed", "nonstandard_terms"),
    *("loss_reason", "next_step", "scope", "decision_process", "promised_window"),
)
TEXTS = {"next_step": "hs_next_step", "scope": "scope", "loss_reason": "loss_reason"}

moments = st.integers(0, 40).map(lambda hours: FIRST + timedelta(hours=hours))
stages = st.lists(st.tuples(moments, st.sampled_from("QDPN")), min_size=1, max_size=6)
said = st.lists(
    st.tuples(moments, st.sampled_from(sorted(TEXTS)), st.sampled_from("abc")), max_size=14
)
Stages = list[tuple[datetime, str]]
Said = list[tuple[datetime, str, str]]
Known = dict[tuple[int, str, str], str | None]


def one_a_moment(rows: Iterable[tuple[datetime, str]]) -> Stages:
    return sorted(dict(rows).items())


def stays_of(changes: Stages) -> list[tuple[datetime, datetime | None, str]]:
    """Entered, left and stage of each stay; a statement of the same stage begins none."""
    firsts = [next(group) for _, group in itertools.groupby(changes, key=lambda row: row[1])]
    ends: list[datetime | None] = [moment for moment, _ in firsts[1:]]
    return [
        (moment, left, stage) for (moment, stage), left in zip(firsts, [*ends, None], strict=True)
    ]


def last_value(history: Said, name: str, until: datetime) -> str | None:
    """What was said last of a property, up to a moment and with it."""
    values = sorted((at, value) for at, property, value in history if property == name)
    return next((value for at, value in reversed(values) if at <= until), None)


def replayed(changes: Stages, history: Said) -> Known:
    """A plain replay: everything said up to the entry, and everything said before the exit."""
    known: Known = {}
    for number, (entered, left, _) in enumerate(stays_of(changes), 1):
        for name in TEXTS:
            known[number, name, "entry"] = last_value(history, name, entered)
            known[number, name, "exit"] = last_value(history, name, (left or FOREVER) - SOONEST)
    return known


@cache
def rendered(model: str) -> str:
    (path,) = (ROOT / "models").rglob(f"{model}.sql")
    return jinja2.Template(path.read_text()).render(
        config=lambda **_: "",
        var=lambda _: [],
        ref=lambda name: name,
        unify=lambda entity: f"select * from {entity}",
        current_rows=lambda system, table: f"select * from {system}_{table}",
        quoted=lambda name: f'"{name}"',
        record_id=lambda system, expression: f"'{system}:' || cast({expression} as text)",
        number_id=lambda expression: expression,
        byte_order=lambda expression: expression,
        as_of=lambda: f"timestamp '{NIGHT}'",
        try_numeric=lambda expression: f"try_cast({expression} as numeric(18, 2))",
        try_day=lambda system, expression, **_: f"try_cast({expression} as date)",
        try_boolean=lambda expression: f"try_cast({expression} as boolean)",
        if_plausible=lambda name, declared, expression: expression,
    )


def fill(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    rows: Sequence[tuple[object, ...]],
) -> None:
    connection.execute(f"create table {table} ({columns})")
    if rows:
        places = ", ".join("?" for _ in rows[0])
        connection.executemany(f"insert into {table} values ({places})", rows)


def build(connection: duckdb.DuckDBPyConnection, *models: str) -> None:
    for model in models:
        connection.execute(f"create table {model} as {rendered(model)}")


def evidence(
    connection: duckdb.DuckDBPyConnection, changes: Stages, versions: str, record: str
) -> Known:
    """What the models know, after the history stands in the raw tables of one CRM."""
    visits = [
        (record, number, stage, entered, left)
        for number, (entered, left, stage) in enumerate(stays_of(changes), 1)
    ]
    fill(
        connection,
        "int_opportunity_visits__defined",
        "record_id text, visit_number integer, source_stage text, entered_at timestamp, "
        "left_at timestamp",
        visits,
    )
    connection.execute(f"create view stage_versions as from {versions}")
    build(connection, "int_opportunity_visits__evidenced")
    known: Known = {}
    for name, moment in itertools.product(TEXTS, ("entry", "exit")):
        rows = connection.execute(
            f"select visit_number, {name}_at_{moment} from int_opportunity_visits__evidenced"
        ).fetchall()
        known |= {(number, name, moment): value for number, value in rows}
    return known


@settings(max_examples=60, deadline=None)
@given(changes=stages, history=said, data=st.data())
def test_property_history_is_replayed_in_whatever_order_it_arrives(
    changes: Stages, history: Said, data: st.DataObject
) -> None:
    changes = one_a_moment(changes)
    spoken = {(at, name): value for at, name, value in history}
    history = [(at, name, value) for (at, name), value in spoken.items()]
    arrived = data.draw(st.permutations(history))
    with duckdb.connect() as connection:
        fill(
            connection,
            "hubspot_deal_stage",
            "deal_id bigint, value text, _fivetran_start timestamp",
            data.draw(st.permutations([(7, stage, at) for at, stage in changes])),
        )
        fill(
            connection,
            "hubspot_deal_property_history",
            'deal_id bigint, name text, value text, "timestamp" timestamp',
            [(7, TEXTS[name], value, at) for at, name, value in arrived],
        )
        build(connection, "stg_hubspot__deal_values", "stg_hubspot__stage_versions")
        known = evidence(connection, changes, "stg_hubspot__stage_versions", "hubspot:7")
    assert known == replayed(changes, history)


@settings(max_examples=60, deadline=None)
@given(changes=stages, history=said, data=st.data())
def test_versions_of_a_record_are_replayed_in_whatever_order_they_arrive(
    changes: Stages, history: Said, data: st.DataObject
) -> None:
    changes = one_a_moment(changes)
    first = changes[0][0]
    history = [row for row in history if row[0] >= first]
    spoken = {(at, name): value for at, name, value in history}
    history = [(at, name, value) for (at, name), value in spoken.items()]
    versions = []
    for moment in sorted({at for at, _ in changes} | {at for at, _, _ in history}):
        stage = next(stage for at, stage in reversed(changes) if at <= moment)
        said_by_then = [last_value(history, name, moment) for name in TEXTS]
        versions.append(("salesforce:7", stage, moment, *said_by_then))
    columns = ", ".join(f"{name}_at_entry text, {name}_at_exit text" for name in EVIDENCE)
    with duckdb.connect() as connection:
        connection.execute(
            "create table versions "
            f"(opportunity_id text, source_stage text, started_at timestamp, {columns})"
        )
        names = ", ".join(f"{name}_at_{moment}" for name in TEXTS for moment in ("entry", "exit"))
        for record, stage, moment, *values in data.draw(st.permutations(versions)):
            connection.execute(
                f"insert into versions (opportunity_id, source_stage, started_at, {names}) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [record, stage, moment, *(value for value in values for _ in range(2))],
            )
        known = evidence(connection, changes, "versions", "salesforce:7")
    assert known == replayed(changes, history)
