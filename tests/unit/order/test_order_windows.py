"""Order rules count what a plain reading of each trace counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.criteria.order import order_columns
from customer_truth.rules.model import Order, Trace

NIGHT = datetime(2026, 11, 2, 5)
START = NIGHT - timedelta(hours=60)
TRACE = Trace(record=("lifecycle", "record_id"), event="stage", at="entered_at", position="place")
STAGES = ["a", "b", "c", None]
WITH_TARGET = (
    *("precedence", "response", "chain_precedence"),
    *("chain_response", "not_succession", "not_coexistence"),
)


@dataclass(frozen=True)
class Event:
    """One event of one record, `hour` hours after the start."""

    stage: str | None
    hour: int

    @property
    def at(self) -> datetime:
        return START + timedelta(hours=self.hour)


Events = Sequence[Event]


def reference(order: Order, events: Events) -> tuple[int, int]:
    """How often the constraint was activated and violated in one trace, read one by one."""
    judged = [v for i, e in enumerate(events) if (v := _violated(order, events, i, e)) is not None]
    return len(judged), sum(judged)


def _violated(order: Order, events: Events, i: int, event: Event) -> bool | None:
    """None where the event is not judged."""
    if order.template == "init":
        return event.stage not in order.of if i == 0 else None
    if event.stage not in order.of:
        return None
    if order.template == "absence":
        return sum(e.stage in order.of for e in events[: i + 1]) > (order.at_most or 0)
    if order.template.startswith("not_"):
        seen = events[i + 1 :] if order.template == "not_succession" else events
        return any(e.stage in order.to for e in seen)
    return _unmet(order, events[:i], events[i + 1 :], event)


def _unmet(order: Order, earlier: Events, later: Events, event: Event) -> bool | None:
    """Whether what should have come before or after did not; None while it still may."""
    limit = timedelta(hours=order.within_hours) if order.within_hours else timedelta.max
    near = {
        "precedence": earlier,
        "chain_precedence": earlier[-1:],
        "response": later,
        "chain_response": later[:1],
    }[order.template]
    decisive = [e for e in near if e.stage in order.to] if order.template == "response" else near
    is_overdue = order.within_hours is not None and NIGHT - event.at > limit
    if order.template.endswith("response") and not decisive and not is_overdue:
        return None
    return not any(e.stage in order.to and abs(event.at - e.at) <= limit for e in near)


def counted(order: Order, traces: Sequence[Events]) -> list[tuple[int, int]]:
    """What the windows count in each trace, with its rows in no order."""
    columns = order_columns(order, TRACE, NIGHT)
    rows = [
        ("deal", str(number), event.stage, event.at, place)
        for number, events in enumerate(traces)
        for place, event in enumerate(events)
    ]
    connection = duckdb.connect()
    connection.execute(
        "create table visits "
        "(lifecycle text, record_id text, stage text, entered_at timestamp, place integer)"
    )
    if rows:
        connection.executemany("insert into visits values (?, ?, ?, ?, ?)", rows[::-1])
    found = connection.execute(
        f"""
        select cast(record_id as integer), count(*),
            sum(case when coalesce(holds, false) then 0 else 1 end)
        from (select *, {columns.activated} as activated, {columns.holds} as holds from visits)
        where activated
        group by record_id
        """
    ).fetchall()
    by_record = {record: (activated, violated) for record, activated, violated in found}
    return [by_record.get(number, (0, 0)) for number in range(len(traces))]


@st.composite
def orders(draw: st.DrawFn) -> Order:
    template = draw(st.sampled_from(["init", "absence", *WITH_TARGET]))
    of = draw(st.sampled_from([("a",), ("a", "b")]))
    to = draw(st.sampled_from([("c",), ("c", "b") if "b" not in of else ("c",)]))
    hours = st.integers(1, 30).map(float)
    within = draw(hours if template == "response" else st.none() | hours)
    return Order(
        template=template,
        of=of,
        to=to if template in WITH_TARGET else (),
        within_hours=within if template in WITH_TARGET else None,
        at_most=draw(st.integers(0, 3)) if template == "absence" else None,
    )


events = st.lists(st.tuples(st.sampled_from(STAGES), st.integers(0, 60)), max_size=8).map(
    lambda pairs: [Event(stage, hour) for stage, hour in sorted(pairs, key=lambda pair: pair[1])]
)


@settings(max_examples=150, deadline=None)
@given(order=orders(), traces=st.lists(events, min_size=1, max_size=12))
def test_windows_count_what_a_plain_reading_of_each_trace_counts(
    order: Order, traces: list[list[Event]]
) -> None:
    assert counted(order, traces) == [reference(order, trace) for trace in traces]


def test_a_response_that_is_not_due_yet_is_not_judged() -> None:
    order = Order(template="response", of=("a",), to=("b",), within_hours=24)
    waits, late, kept = [Event("a", 50)], [Event("a", 1)], [Event("a", 1), Event("b", 25)]
    assert counted(order, [waits, late, kept]) == [(0, 0), (1, 1), (1, 0)]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (Order(template="init", of=("a", "b")), "the first event is a or b"),
        (
            Order(template="response", of=("a",), to=("b",), within_hours=48),
            "b follows each a within 48 hours",
        ),
        (Order(template="absence", of=("a",), at_most=2), "a happens at most 2 times"),
    ],
)
def test_an_order_is_told_in_words(order: Order, told: str) -> None:
    assert order.told == told
