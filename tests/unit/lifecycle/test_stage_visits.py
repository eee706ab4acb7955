"""Stage visits are what a history says, however it arrives, by the definitions of their day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_truth.extracts.system_clocks import SystemClock
from tests.hand_made import NIGHT, HandMade

Rows = Sequence[tuple[object, ...]]
VISITS = """
select * from (
    with records as (select * from records where lifecycle = '{lifecycle}'),
    changes as (
        select * from {{{{ ref('int_stage_changes__named') }}}} where lifecycle = '{lifecycle}'
    ),
    {{{{ visits_of('{lifecycle}', created_at='created_at') }}}}
    select * from visits
) as visits_of_{lifecycle}
"""
RECORDS = {
    **dict.fromkeys(("lifecycle", "record_id", "customer_id"), "text"),
    **{"amount": "numeric(18,2)", "created_at": "timestamp"},
}
CHANGED = (
    *("source_system", "lifecycle", "record_id", "pipeline", "source_stage", "changed_at"),
    *("actor", "move_reason"),
)
REGISTRY = {
    "stage_mappings": dict.fromkeys(
        ("source_system", "pipeline", "source_stage", "lifecycle", "stage"), "text"
    ),
    "lifecycle_stages": {
        **dict.fromkeys(("lifecycle", "stage", "stage_means"), "text"),
        **{"position": "integer", "owner": "text", "may_start": "boolean"},
        **{"is_terminal": "boolean", "days_until_stale": "integer", "forecast_category": "text"},
        **{"version": "integer", "valid_from": "date", "valid_to": "date"},
    },
    "stage_transitions": {
        **dict.fromkeys(("lifecycle", "from_stage", "to_stage"), "text"),
        **{"needs_reason": "boolean", "valid_from": "date", "valid_to": "date"},
    },
    "lifecycles": {"lifecycle": "text", "most_reentries": "integer"},
}


def as_rows(columns: Iterable[str], rows: Rows) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


class Lifecycles:
    """The registry of some lifecycles, and the visits of histories that a test makes up."""

    def __init__(
        self, stages: Rows, transitions: Rows, mappings: Rows, reentries: Rows = ()
    ) -> None:
        self.night = HandMade()
        registry = (mappings, stages, transitions, reentries)
        for (name, types), rows in zip(REGISTRY.items(), registry, strict=True):
            self.night.fill(name, types, as_rows(types, rows))
        self.lifecycles = sorted({str(row[0]) for row in stages})

    def visits(
        self,
        changes: Rows,
        *columns: str,
        created_at: datetime | None = None,
        are_known: bool = True,
    ) -> list[tuple[object, ...]]:
        """Those columns of the visits, in the order of record and number."""
        self.night.entity("stage_changes", *as_rows(CHANGED, changes))
        known = dict.fromkeys((row[1], row[2], "customer", 1, created_at) for row in changes)
        self.night.fill("records", RECORDS, as_rows(RECORDS, list(known) if are_known else []))
        union = " union all ".join(VISITS.format(lifecycle=each) for each in self.lifecycles)
        return self.night.rows(
            f"select {', '.join(columns)} from ({union}) as visits "
            "order by lifecycle, record_id, visit_number"
        )


FIRST = date(2024, 1, 1)
Change = tuple[int, str | None]


def stage(name: str, position: int, **said: object) -> tuple[object, ...]:
    row: dict[str, object] = {
        "lifecycle": "deal",
        "stage": name,
        "stage_means": f"{name}_meant",
        "position": position,
        "owner": "sales",
        "may_start": position == 1,
        "is_terminal": False,
        "days_until_stale": 30,
        "forecast_category": None,
        "version": 1,
        "valid_from": FIRST,
        "valid_to": None,
    }
    return tuple({**row, **said}.values())


STAGES = (
    stage("open", 1),
    stage("offered", 2),
    stage("won", 3, is_terminal=True),
    stage("lost", 4, is_terminal=True),
)
MOVES = (
    ("deal", "open", "offered", False, FIRST, None),
    ("deal", "offered", "won", False, FIRST, None),
    ("deal", "offered", "open", True, FIRST, None),
    ("deal", "open", "lost", False, FIRST, None),
)
MAPPINGS = (
    *(
        ("crm", "default", name.title(), "deal", name)
        for name in ("open", "offered", "won", "lost")
    ),
    ("crm", "default", "Quoted", "deal", "offered"),
)


def lifecycles(stages: Rows = STAGES, transitions: Rows = MOVES) -> Lifecycles:
    return _lifecycles(tuple(stages), tuple(transitions))


@cache
def _lifecycles(stages: Rows, transitions: Rows) -> Lifecycles:
    return Lifecycles(stages, transitions, MAPPINGS, (("deal", 1),))


def rows(changes: Sequence[Change], record: str = "d1") -> list[tuple[object, ...]]:
    """Changes of one deal: hours after a start, and the CRM's own stage."""
    start = datetime(2026, 9, 1, 8)
    return [
        ("crm", "deal", record, "default", name, start + timedelta(hours=hour), "u1", None)
        for hour, name in changes
    ]


def replayed(changes: Sequence[Change]) -> list[list[object]]:
    """Stage, entered and left of each visit, by walking the history once."""
    shared = {str(m[2]): str(m[4]) for m in MAPPINGS}
    places = {str(s[1]): s[3] for s in STAGES}

    def order(row: tuple[object, ...]) -> tuple[object, ...]:
        name = str(row[4])
        mapped = shared.get(name)
        return row[5], places.get(mapped or "", 99), mapped or f"?{name}"

    visits: list[list[object]] = []
    for row in sorted(rows(changes), key=order):
        name = str(row[4])
        stands = shared.get(name) or f"?{name}"
        if visits and visits[-1][0] == stands:
            continue
        if visits:
            visits[-1][2] = row[5]
        visits.append([stands, row[5], None])
    return [[None if str(s).startswith("?") else s, e, left] for s, e, left in visits]


histories = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["Open", "Offered", "Quoted", "Won", "Lost", "Legal Review"]),
    ),
    min_size=1,
    max_size=12,
)


# Several deals a night cost no more than one.
companies = st.lists(histories, min_size=1, max_size=8)


def rows_of(company: Sequence[Sequence[Change]]) -> list[tuple[object, ...]]:
    """The changes of several deals."""
    return [row for at, history in enumerate(company) for row in rows(history, f"d{at}")]


@settings(max_examples=20, deadline=None)
@given(company=companies, data=st.data())
def test_shuffled_and_repeated_history_gives_the_same_visits(
    company: list[list[Change]], data: st.DataObject
) -> None:
    columns = ("visit_number", "stage", "entered_at", "left_at", "previous_stage", "stay_number")
    said = rows_of([sorted(history) for history in company])
    in_order = lifecycles().visits(said, "record_id", *columns)
    shuffled = data.draw(st.permutations(said + said[: len(said) // 2]))
    assert lifecycles().visits(shuffled, "record_id", *columns) == in_order


@settings(max_examples=20, deadline=None)
@given(company=companies)
def test_visits_equal_a_replay_of_the_history(company: list[list[Change]]) -> None:
    found = lifecycles().visits(rows_of(company), "record_id", "stage", "entered_at", "left_at")
    for at, history in enumerate(company):
        assert [visit for record, *visit in found if record == f"d{at}"] == replayed(history)


def test_a_statement_that_changes_no_stage_is_no_visit() -> None:
    history = [(0, "Open"), (5, "Open"), (9, "Offered"), (12, "Quoted"), (20, "Won")]
    assert lifecycles().visits(rows(history), "stage") == [("open",), ("offered",), ("won",)]


def test_a_move_is_documented_skipping_or_neither() -> None:
    history = [(0, "Open"), (1, "Won"), (2, "Lost"), (3, "Offered"), (4, "Open"), (5, "Lost")]
    columns = ("stage", "is_allowed_start", "is_allowed_move", "is_skipping", "move_needs_reason")
    assert lifecycles().visits(rows(history), *columns) == [
        ("open", True, None, False, False),
        ("won", None, False, True, False),
        ("lost", None, False, False, False),
        ("offered", None, False, False, False),
        ("open", None, True, False, True),
        ("lost", None, True, False, False),
    ]


def test_a_stage_that_was_there_before_is_not_skipped() -> None:
    history = [(0, "Open"), (1, "Offered"), (2, "Open"), (3, "Won")]
    found = lifecycles().visits(rows(history), "stage", "is_allowed_move", "is_skipping")
    assert found[-1] == ("won", False, False)


def test_a_side_track_is_not_a_way_forward() -> None:
    history = [(0, "Open"), (1, "Offered"), (2, "Open"), (3, "Lost")]
    found = lifecycles().visits(rows(history), "stage", "is_left_forward", "is_backward")
    assert found == [
        ("open", True, False),
        ("offered", False, False),
        ("open", False, True),
        ("lost", False, False),
    ]


def test_each_visit_is_judged_by_the_version_in_force_when_it_began() -> None:
    changed = date(2026, 9, 2)
    stages = (
        *STAGES[1:],
        stage("open", 1, days_until_stale=5),
        stage("open", 1, version=2, may_start=False, days_until_stale=90, valid_from=changed),
    )
    deals = lifecycles(stages)
    columns = ("stage_version", "stale_after_days", "is_allowed_start")
    assert deals.visits(rows([(0, "Open")]), *columns) == [(1, 5, True)]
    assert deals.visits(rows([(30, "Open")]), *columns) == [(2, 90, False)]


def test_a_move_is_judged_by_the_transitions_of_its_day() -> None:
    until, after = date(2026, 9, 1), date(2026, 9, 2)
    moves = (
        *(("deal", "open", "won", False, FIRST, until), ("deal", "open", "won", True, after, None)),
        *MOVES,
    )
    deals = lifecycles(transitions=moves)
    columns = ("is_allowed_move", "move_needs_reason")
    assert deals.visits(rows([(0, "Open"), (1, "Won")]), *columns)[1] == (True, False)
    assert deals.visits(rows([(0, "Open"), (30, "Won")]), *columns)[1] == (True, True)


@pytest.mark.parametrize(("zone", "version"), [("America/Los_Angeles", 1), ("UTC", 2)])
def test_definitions_change_at_midnight_on_the_calendar_of_the_system(
    zone: str, version: int
) -> None:
    until, after = date(2026, 8, 31), date(2026, 9, 1)
    stages = (
        stage("open", 1),
        *(stage(name, 2, stage_means="before") for name in ("offered", "won", "lost")),
        *(
            stage(name, 3, version=2, stage_means="after", valid_from=after)
            for name in ("offered", "won", "lost")
        ),
    )
    moves = (
        ("deal", "open", "offered", False, FIRST, until),
        ("deal", "open", "offered", True, after, None),
    )
    deals = Lifecycles(stages, moves, MAPPINGS, (("deal", 1),))
    deals.night.clocks = (SystemClock("crm", zone),)
    # The first of September begins at seven in the morning UTC there, an hour before the start.
    changes = rows([(-30, "Open"), (-4, "Offered")])
    columns = ("stage_version", "stage_means", "move_needs_reason")
    assert deals.visits(changes, *columns)[1] == (
        (1, "before", False) if version == 1 else (2, "after", True)
    )


def test_nobody_is_judged_by_a_stage_that_was_not_defined_yet() -> None:
    stages = [stage(str(s[1]), int(str(s[3])), valid_from=date(2027, 1, 1)) for s in STAGES]
    found = lifecycles(stages).visits(
        rows([(0, "Open"), (1, "Won")]), "stage", "is_allowed_start", "is_allowed_move"
    )
    assert found == [("open", None, None), ("won", None, None)]


def test_days_in_a_stage_last_until_the_exit_or_the_night() -> None:
    found = lifecycles().visits(rows([(0, "Open"), (48, "Offered")]), "days_in_stage", "is_open")
    waits = (NIGHT - datetime(2026, 9, 3, 8)) / timedelta(days=1)
    assert found == [(2.0, False), (waits, True)]


def names(changes: Sequence[Change]) -> list[str]:
    found = lifecycles().visits(rows(changes), "stage_visit_id")
    return [str(name) for (name,) in found]


def test_a_stay_that_comes_in_late_renames_no_other() -> None:
    before = names([(4, "Open"), (9, "Offered"), (30, "Won")])
    assert before == [
        "deal:d1#2026-09-01T12:00:00/Open",
        "deal:d1#2026-09-01T17:00:00/Offered",
        "deal:d1#2026-09-02T14:00:00/Won",
    ]
    after = names([(4, "Open"), (9, "Offered"), (30, "Won"), (1, "Offered"), (9, "Lost")])
    assert [name for name in after if name in before] == before
    assert len(after) == 5


def test_a_stay_that_is_mapped_anew_keeps_its_name() -> None:
    changes = rows([(4, "Open"), (9, "Quoted"), (30, "Won")])
    mapped = lifecycles().visits(changes, "stage_visit_id")
    unmapped = Lifecycles(STAGES, MOVES, MAPPINGS[:-1], (("deal", 1),))
    assert unmapped.visits(changes, "stage_visit_id") == mapped


CHANGES = st.tuples(st.integers(0, 6), st.sampled_from(["Open", "Offered", "Quoted", "Won", "New"]))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.lists(CHANGES, max_size=8), CHANGES), min_size=1, max_size=8))
def test_one_more_statement_takes_the_name_of_at_most_the_stay_it_begins(
    deals: list[tuple[list[Change], Change]],
) -> None:
    company = [each for changes, late in deals for each in (changes, [*changes, late])]
    named: dict[str, list[str]] = defaultdict(list)
    for record, name in lifecycles().visits(rows_of(company), "record_id", "stage_visit_id"):
        named[str(record)].append(str(name).split("#")[1])
    for at, (_, late) in enumerate(deals):
        before, after = named[f"d{2 * at}"], named[f"d{2 * at + 1}"]
        assert len(set(after)) == len(after)
        shared = {"Quoted": "Offered"}
        lost = [name.split("/")[1] for name in before if name not in after]
        assert len(lost) <= 1
        assert all(shared.get(s, s) == shared.get(late[1], late[1]) for s in lost)


def test_two_pipelines_with_one_stage_name_at_one_moment_are_two_stays() -> None:
    mappings = (*MAPPINGS, ("crm", "other", "Open", "deal", "offered"))
    at = datetime(2026, 9, 1, 8)
    changes = [
        ("crm", "deal", "d1", pipeline, "Open", at, "u1", None) for pipeline in ("default", "other")
    ]
    found = Lifecycles(STAGES, MOVES, mappings).visits(changes, "stage_visit_id", "stage")
    assert found == [
        ("deal:d1#2026-09-01T08:00:00/Open", "open"),
        ("deal:d1#2026-09-01T08:00:00/Open/2", "offered"),
    ]


def test_a_stage_means_the_same_before_its_first_version_and_after_its_last() -> None:
    ended = stage("offered", 2, valid_from=date(2026, 9, 2), valid_to=date(2026, 9, 3))
    stages = [ended if s[1] == "offered" else s for s in STAGES]
    found = lifecycles(stages).visits(
        rows([(0, "Offered"), (30, "Open"), (90, "Offered")]), "stage_means", "next_stage_means"
    )
    assert found == [
        ("offered_meant", "open_meant"),
        ("open_meant", "offered_meant"),
        ("offered_meant", None),
    ]


def test_a_later_version_may_mean_something_else() -> None:
    later = stage("open", 1, stage_means="asked", version=2, valid_from=date(2026, 9, 2))
    found = lifecycles((*STAGES, later)).visits(
        rows([(0, "Open"), (6, "Offered"), (30, "Open")]), "stage_means"
    )
    assert found == [("open_meant",), ("offered_meant",), ("asked",)]


def test_a_date_leads_to_the_stage_that_means_it_on_its_day_whatever_its_name() -> None:
    renamed = stage("quoted", 2, stage_means="offered_meant", valid_from=date(2026, 9, 2))
    at = [datetime(2026, 9, day, 8) for day in (1, 3)]
    changes = [
        ("crm", "deal", f"d{day.day}", "dates", "offered_meant", day, None, None) for day in at
    ]
    found = lifecycles((*STAGES, renamed)).visits(changes, "stage_visit_id", "stage")
    assert found == [
        ("deal:d1#2026-09-01T08:00:00/offered_meant", "offered"),
        ("deal:d3#2026-09-03T08:00:00/offered_meant", "quoted"),
    ]


def test_a_cleared_stage_is_no_visit_and_the_step_back_behind_it_is_found() -> None:
    """HubSpot goes back a stage only by clearing the field first."""
    history = [(0, "Open"), (5, "Offered"), (10, None), (11, "Open"), (20, None)]
    columns = ("stage", "left_at", "previous_stage", "is_backward", "is_allowed_move", "is_open")
    moves = [move for move in MOVES if move[1:3] != ("offered", "open")]
    start = datetime(2026, 9, 1, 8)
    assert lifecycles(transitions=moves).visits(rows(history), *columns) == [
        ("open", start + timedelta(hours=5), None, False, None, False),
        ("offered", start + timedelta(hours=10), "open", False, True, False),
        ("open", start + timedelta(hours=20), "offered", True, False, False),
    ]


def test_a_stage_that_is_cleared_and_said_again_was_never_left() -> None:
    history = [(0, "Open"), (5, None), (6, "Open"), (9, "Offered")]
    columns = ("stage", "visit_number", "entered_at", "left_at")
    start = datetime(2026, 9, 1, 8)
    assert lifecycles().visits(rows(history), *columns) == [
        ("open", 1, start, start + timedelta(hours=9)),
        ("offered", 2, start + timedelta(hours=9), None),
    ]


def test_a_history_of_blanks_alone_is_no_visit() -> None:
    assert lifecycles().visits(rows([(0, None), (3, None)]), "stage") == []


@settings(max_examples=25, deadline=None)
@given(
    history=histories,
    blanks=st.lists(st.tuples(st.integers(0, 40), st.none()), min_size=1, max_size=5),
)
def test_blanks_change_no_entry_and_end_what_stood(
    history: list[Change], blanks: list[Change]
) -> None:
    columns = ("stage_visit_id", "stage", "entered_at", "previous_stage", "is_allowed_move")
    deals = lifecycles()
    found = deals.visits(rows(history + blanks), *columns, "left_at")
    assert [row[:-1] for row in found] == deals.visits(rows(history), *columns)
    left = [(row[2], row[-1]) for row in found]
    assert all(until is None or until >= since for since, until in left)  # type: ignore[operator]
    last = max(hour for hour, _ in history)
    is_cleared = any(hour > last for hour, _ in blanks)
    assert (left[-1][1] is not None) == is_cleared


def test_a_history_that_begins_later_than_its_record_is_not_judged_on_its_beginning() -> None:
    """A contact whose only history row is its last stage, created long before."""
    columns = ("stage", "is_allowed_start", "is_beginning_known")
    late = rows([(0, "Won")])
    created = datetime(2026, 3, 1)
    assert lifecycles().visits(late, *columns, created_at=created) == [("won", None, False)]
    at_once = datetime(2026, 9, 1, 7, 59)
    assert lifecycles().visits(late, *columns, created_at=at_once) == [("won", False, True)]
    assert lifecycles().visits(late, *columns) == [("won", False, True)]


def test_a_record_that_began_without_a_stage_began_where_its_history_says_so() -> None:
    columns = ("stage", "is_allowed_start", "is_beginning_known")
    created = datetime(2026, 9, 1, 8)
    blank_first = rows([(0, None), (900, "Won")])
    assert lifecycles().visits(blank_first, *columns, created_at=created) == [("won", False, True)]


def test_a_change_of_a_record_that_is_in_no_table_is_a_visit_in_no_stage() -> None:
    """Nothing checked is not a pass: the rule that asks for a shared stage finds it."""
    said = rows([(0, "Open"), (5, "Offered")])
    found = lifecycles().visits(said, "record_id", "stage", "customer_id", are_known=False)
    assert found == [("d1", None, None)] * 2
