"""A ticket is judged by the policy of its own date, on the clock that the policy names."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.hand_made import HandMade

FRIDAY = datetime(2026, 10, 16, 21)
MONDAY = datetime(2026, 10, 19, 15)
NEW_YORK = "America/New_York"
Moves = tuple[tuple[datetime, str], ...]


def desk(
    moves: Moves,
    *,
    target: int = 480,
    in_business_hours: bool = True,
    metric: str = "requester_wait_time",
    policy_since: datetime = datetime(2025, 1, 1),
    policy_until: datetime | None = None,
    created_at: datetime | None = None,
) -> HandMade:
    """One ticket of normal priority, its statuses, and a policy."""
    made = HandMade(systems=("zendesk",))
    made.raw(
        "zendesk.ticket",
        {"id": 1, "priority": "normal", "status": moves[-1][1]}
        | {"created_at": created_at or moves[0][0]},
    )
    for moment, status in moves:
        row = {"ticket_id": 1, "field_name": "status", "value": status, "updated": moment}
        made.raw("zendesk.ticket_field_history", row)
    kind: dict[str, Any] = {"in_business_hours": in_business_hours, "metric": metric}
    policy(made, target, policy_since, until=policy_until, **kind)
    return made


def policy(
    made: HandMade,
    target: int,
    since: datetime,
    *,
    number: int = 501,
    in_business_hours: bool = False,
    metric: str = "requester_wait_time",
    priority: str = "normal",
    index: int = 0,
    until: datetime | None = None,
) -> None:
    row = {
        "sla_policy_id": number,
        "index": index,
        "sla_policy_updated_at": since,
        "metric": metric,
        "priority": priority,
        "target": target,
        "business_hours": in_business_hours,
        "_fivetran_deleted": until is not None,
        "_fivetran_synced": until,
    }
    made.raw("zendesk.sla_policy_metric_history", row)


def schedule(
    made: HandMade,
    zone: str = "Eastern Time (US & Canada)",
    number: int = 9,
    hours: tuple[int, int] = (9, 17),
    since: datetime | None = None,
) -> None:
    """Monday to Friday."""
    for day in range(1, 6):
        start, end = (1440 * day + 60 * hour for hour in hours)
        row = {"id": number, "time_zone": zone, "start_time": start, "end_time": end}
        made.raw("zendesk.schedule", row | {"created_at": since})


def counted(made: HandMade) -> tuple[Any, ...] | None:
    """Minutes and target of the ticket."""
    made.stand_in(
        "int_customer_ids__resolved",
        "select '' as source_record_id, '' as customer_id, '' as entity where false",
    )
    found = made.read("int_tickets__targeted", "minutes", "target_minutes")
    return found[0] if found else None


GONE = {"_fivetran_deleted": True, "_fivetran_synced": datetime(2026, 10, 28)}
SOLVED = ((FRIDAY, "new"), (MONDAY, "solved"))


@pytest.mark.parametrize("zone", ["Eastern Time (US & Canada)", NEW_YORK])
def test_a_clock_in_business_hours_stands_over_the_weekend(zone: str) -> None:
    made = desk(SOLVED)
    schedule(made, zone)
    assert counted(made) == (120, 480)


def test_a_ticket_solved_within_its_business_hours_and_rated_bad_is_a_contradiction() -> None:
    made = desk(SOLVED)
    schedule(made)
    made.raw("zendesk.satisfaction_rating", {"id": 1, "ticket_id": 1, "score": "bad"})
    for model, columns in (
        ("int_customer_ids__resolved", "'' as source_record_id, '' as customer_id, '' as entity"),
        ("customers", "'' as customer_id, 0 as invoiced_last_year"),
    ):
        made.stand_in(model, f"select {columns} where false")
    columns = ("minutes_to_solve", "is_sla_met", "satisfaction")
    assert made.read("tickets", *columns) == [(120, True, "bad")]


def test_a_holiday_is_no_business_day() -> None:
    made = desk(((datetime(2026, 10, 15, 19), "new"), (MONDAY, "solved")))
    schedule(made)
    day = datetime(2026, 10, 16).date()
    made.raw(
        "zendesk.schedule_holiday", {"id": 1, "schedule_id": 9, "start_date": day, "end_date": day}
    )
    assert counted(made) == (120 + 120, 480)


@pytest.mark.parametrize(("deleted", "minutes"), [("2026-10-28", 240), ("2026-10-12", 720)])
def test_a_holiday_that_was_deleted_once_it_was_over_was_one(deleted: str, minutes: int) -> None:
    made = desk(((datetime(2026, 10, 15, 19), "new"), (MONDAY, "solved")))
    schedule(made)
    day = datetime(2026, 10, 16).date()
    holiday = {"id": 1, "schedule_id": 9, "start_date": day, "end_date": day}
    made.raw("zendesk.schedule_holiday", holiday | GONE | {"_fivetran_synced": deleted})
    assert counted(made) == (minutes, 480)


def test_a_holiday_lasts_over_the_new_year() -> None:
    made = desk(((datetime(2025, 12, 30, 20), "new"), (datetime(2026, 1, 2, 15), "solved")))
    schedule(made)
    span = {"start_date": datetime(2025, 12, 31).date(), "end_date": datetime(2026, 1, 1).date()}
    made.raw("zendesk.schedule_holiday", {"id": 1, "schedule_id": 9} | span)
    assert counted(made) == (120 + 60, 480)


def test_a_clock_on_the_wall_that_changes_counts_the_minutes_that_passed() -> None:
    """On 1 November the clocks of New York go back: a Saturday night is an hour longer."""
    made = desk(((datetime(2026, 10, 31, 12), "new"), (datetime(2026, 11, 2, 4), "solved")))
    made.raw(
        "zendesk.schedule", {"id": 9, "time_zone": NEW_YORK, "start_time": 0, "end_time": 10080}
    )
    assert counted(made) == (40 * 60, 480)


def test_a_calendar_that_is_not_known_counts_nothing() -> None:
    assert counted(desk(SOLVED)) == (None, 480)
    lost = desk(SOLVED)
    schedule(lost, "Middle of Nowhere")
    assert counted(lost) == (None, 480)


def test_of_several_schedules_the_desk_s_own_counts_unless_the_ticket_has_one() -> None:
    made = desk(SOLVED)
    schedule(made, since=datetime(2024, 1, 1))
    schedule(made, number=8, hours=(10, 17), since=datetime(2025, 1, 1))
    assert counted(made) == (120, 480)
    given = desk(SOLVED)
    schedule(given, since=datetime(2024, 1, 1))
    schedule(given, number=8, hours=(10, 17), since=datetime(2025, 1, 1))
    given.raw("zendesk.ticket_schedule", {"ticket_id": 1, "schedule_id": 8, "created_at": FRIDAY})
    assert counted(given) == (60, 480)


def test_hours_that_were_changed_say_nothing_of_the_time_before() -> None:
    changed = desk(SOLVED)
    schedule(changed)
    old = {"id": 9, "time_zone": NEW_YORK, "start_time": 1440 + 540, "end_time": 1440 + 1080}
    changed.raw("zendesk.schedule", old | GONE)
    assert counted(changed) == (None, 480)
    since = desk(SOLVED)
    schedule(since)
    since.raw("zendesk.schedule", old | GONE | {"_fivetran_synced": FRIDAY - timedelta(days=1)})
    assert counted(since) == (120, 480)


def test_a_schedule_says_nothing_of_the_time_before_it_was_made() -> None:
    made = desk(SOLVED)
    schedule(made, since=datetime(2026, 10, 26))
    assert counted(made) == (None, 480)


def test_the_schedule_that_a_desk_deleted_since_was_its_own_then() -> None:
    made = desk(SOLVED)
    schedule(made, number=8, hours=(10, 17), since=datetime(2025, 1, 1))
    old = {"id": 9, "time_zone": NEW_YORK, "start_time": 0, "end_time": 10080}
    made.raw("zendesk.schedule", old | GONE | {"created_at": datetime(2024, 1, 1)})
    assert counted(made) == (None, 480)


HOUR = timedelta(hours=1)
PAUSED: Moves = (
    *((FRIDAY, "new"), (FRIDAY + HOUR, "open"), (FRIDAY + 3 * HOUR, "pending")),
    *((FRIDAY + 7 * HOUR, "hold"), (FRIDAY + 15 * HOUR, "open"), (FRIDAY + 16 * HOUR, "solved")),
)


@pytest.mark.parametrize(
    ("metric", "hours"),
    [("requester_wait_time", 12), ("agent_work_time", 4), ("total_resolution_time", 16)],
)
def test_each_metric_pauses_in_statuses_of_its_own(metric: str, hours: int) -> None:
    assert counted(desk(PAUSED, in_business_hours=False, metric=metric)) == (60 * hours, 480)


def test_time_in_which_a_ticket_was_solved_is_nobody_s_wait() -> None:
    reopened = (*SOLVED, (MONDAY + 48 * HOUR, "open"), (MONDAY + 49 * HOUR, "solved"))
    assert counted(desk(reopened, in_business_hours=False)) == (66 * 60 + 60, 480)


def test_of_two_metrics_the_one_with_the_least_left_is_judged() -> None:
    made = desk(PAUSED, in_business_hours=False)
    policy(made, 300, datetime(2025, 1, 1), metric="agent_work_time", index=1)
    assert counted(made) == (12 * 60, 480)


def test_each_ticket_keeps_the_target_of_its_own_date() -> None:
    made = desk(SOLVED, in_business_hours=False)
    policy(made, 60, datetime(2026, 10, 26))
    assert counted(made) == (66 * 60, 480)


def test_a_ticket_before_the_first_known_policy_has_no_known_target() -> None:
    assert counted(desk(SOLVED, policy_since=datetime(2026, 10, 26))) is None


def test_of_two_policies_in_force_the_one_applied_to_the_ticket_counts() -> None:
    made = desk(SOLVED, in_business_hours=False)
    policy(made, 60, datetime(2026, 1, 1), number=777)
    assert counted(made) is None
    linked = desk(SOLVED, in_business_hours=False)
    policy(linked, 60, datetime(2026, 1, 1), number=777)
    row = {"ticket_id": 1, "sla_policy_id": 777, "policy_applied_at": FRIDAY}
    linked.raw("zendesk.ticket_sla_policy", row)
    assert counted(linked) == (66 * 60, 60)


def test_the_priority_counts_with_which_it_was_solved() -> None:
    made = desk(SOLVED, in_business_hours=False)
    policy(made, 60, datetime(2025, 1, 1), priority="urgent", index=1)
    for moment, priority in ((FRIDAY, "urgent"), (MONDAY + HOUR, "normal")):
        row = {"ticket_id": 1, "field_name": "priority", "value": priority, "updated": moment}
        made.raw("zendesk.ticket_field_history", row)
    assert counted(made) == (66 * 60, 60)


def test_a_history_of_statuses_that_begins_later_than_its_ticket_counts_nothing() -> None:
    made = desk(SOLVED, in_business_hours=False, created_at=datetime(2026, 8, 1))
    assert counted(made) == (None, 480)


def test_a_target_that_is_met_to_the_second_is_met() -> None:
    made = desk(((FRIDAY, "new"), (FRIDAY + 8 * HOUR, "solved")), in_business_hours=False)
    assert counted(made) == (480, 480)


@pytest.mark.parametrize(("deleted", "target"), [("2026-10-30", 480), ("2026-10-01", 60)])
def test_a_policy_was_in_force_until_it_was_deleted(deleted: str, target: int) -> None:
    gone = datetime.fromisoformat(deleted)
    made = desk(SOLVED, in_business_hours=False, policy_until=gone)
    policy(made, 60, gone, number=777)
    assert counted(made) == (66 * 60, target)


def test_a_policy_that_was_deleted_is_in_force_again_only_once_it_is_made_anew() -> None:
    made = desk(SOLVED, in_business_hours=False, policy_until=datetime(2026, 10, 1))
    policy(made, 90, datetime(2026, 10, 26))
    assert counted(made) is None
