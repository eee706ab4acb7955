"""What is known of a deal at entry and at exit of a stage is what a replay of its history knows."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hand_made import HandMade, Row

FIRST = datetime(2026, 1, 5, 9)
FOREVER = datetime(9999, 12, 31)
SOONEST = timedelta(microseconds=1)
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
def salesforce() -> HandMade:
    return HandMade(systems=("salesforce",))


def evidence(night: HandMade, changes: Stages, record: str) -> Known:
    """What the models know once the history of a deal is there."""
    types = {"record_id": "text", "visit_number": "integer", "source_stage": "text"}
    types |= {"entered_at": "timestamp", "left_at": "timestamp"}
    visits = [
        dict(zip(types, (record, number, stage, entered, left), strict=True))
        for number, (entered, left, stage) in enumerate(stays_of(changes), 1)
    ]
    night.fill("int_opportunity_visits__defined", types, visits)
    asked = list(itertools.product(TEXTS, ("entry", "exit")))
    columns = ", ".join(f"{name}_at_{moment}" for name, moment in asked)
    found = night.rows(f"select visit_number, {columns} from int_opportunity_visits__evidenced")
    return {
        (number, name, moment): value
        for number, *values in found
        for (name, moment), value in zip(asked, values, strict=True)
    }


@settings(max_examples=25, deadline=None)
@given(changes=stages, history=said, data=st.data())
def test_property_history_is_replayed_in_whatever_order_it_arrives(
    changes: Stages, history: Said, data: st.DataObject
) -> None:
    changes = one_a_moment(changes)
    spoken = {(at, name): value for at, name, value in history}
    history = [(at, name, value) for (at, name), value in spoken.items()]
    arrived = data.draw(st.permutations(history))
    night = HandMade(systems=("hubspot",))
    moved = [{"deal_id": 7, "value": stage, "_fivetran_start": at} for at, stage in changes]
    night.raw("hubspot.deal_stage", *data.draw(st.permutations(moved)))
    for at, name, value in arrived:
        row = {"deal_id": 7, "name": TEXTS[name], "value": value, "timestamp": at}
        night.raw("hubspot.deal_property_history", row)
    assert evidence(night, changes, "hubspot:7") == replayed(changes, history)


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
    versions: list[Row] = []
    for moment in sorted({at for at, _ in changes} | {at for at, _, _ in history}):
        stage = next(stage for at, stage in reversed(changes) if at <= moment)
        version: dict[str, object] = {
            "opportunity_id": "salesforce:7",
            "source_stage": stage,
            "started_at": moment,
        }
        for name in TEXTS:
            value = last_value(history, name, moment)
            version |= {f"{name}_at_entry": value, f"{name}_at_exit": value}
        versions.append(version)
    night = salesforce()
    night.entity("stage_versions", *data.draw(st.permutations(versions)))
    assert evidence(night, changes, "salesforce:7") == replayed(changes, history)
