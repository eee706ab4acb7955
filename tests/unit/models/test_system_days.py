"""A moment is of the day that the people of its system see on their screens."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from customer_truth.extracts.system_clocks import system_clocks
from customer_truth.registry.rows import SourceSystem
from tests.conftest import ROOT
from tests.hand_made import NIGHT, HandMade

ANGELES, SYDNEY, BERLIN = "America/Los_Angeles", "Australia/Sydney", "Europe/Berlin"


def system(zone: str | None, name: str = "hubspot") -> SourceSystem:
    return SourceSystem(
        file=ROOT, line=1, source_system=name, title="", owner="sales", time_zone=zone
    )


def portal(zone: str | None, night: datetime = NIGHT) -> HandMade:
    """A night with the clock of the portal."""
    return HandMade(night=night, clocks=system_clocks([system(zone)]))


def day(zone: str | None, value: str, actual: str, *, is_moment: bool = True) -> Any:
    """What a raw value becomes that the contract declares as a day."""
    said = f"as_declared('value', 'date', '{actual}', 'hubspot', {str(is_moment).lower()})"
    given = f"(select cast('{value}' as {actual}) as value) as given"
    ((found,),) = portal(zone).rows(f"select {{{{ {said} }}}} from {given}")
    return found


@pytest.mark.parametrize("actual", ["timestamp", "text"])
@pytest.mark.parametrize(
    ("zone", "moment", "expected"),
    [
        (ANGELES, "2027-01-01 03:00:00", date(2026, 12, 31)),
        (SYDNEY, "2026-11-01 13:00:00", date(2026, 11, 2)),
        (BERLIN, "2026-12-31 23:30:00", date(2027, 1, 1)),
        ("UTC", "2027-01-01 03:00:00", date(2027, 1, 1)),
        (None, "2027-01-01 03:00:00", date(2027, 1, 1)),
        (ANGELES, "2027-01-01 00:00:00", date(2026, 12, 31)),  # a moment may be midnight, too
    ],
)
def test_a_close_date_near_midnight_is_the_day_in_the_portals_own_zone(
    zone: str | None, moment: str, expected: date, actual: str
) -> None:
    assert day(zone, moment, actual) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-12-31", date(2026, 12, 31)),
        ("2027-01-01T03:00:00Z", date(2026, 12, 31)),
        ("2026-12-31T19:00:00-08:00", date(2026, 12, 31)),
        ("2027-01-01T14:00:00+11:00", date(2026, 12, 31)),
        ("31/12/2026", None),
        ("soon", None),
        ("2026-02-30", None),
        ("2026-02-30T00:00:00", None),
    ],
)
def test_a_text_is_of_the_day_that_it_is_in_the_portal(typed: str, expected: date | None) -> None:
    assert day(ANGELES, typed, "text") == expected


@pytest.mark.parametrize("zone", [ANGELES, SYDNEY, "UTC"])
@pytest.mark.parametrize(
    ("typed", "actual"),
    [
        ("2026-12-31", "date"),
        ("2026-12-31 00:00:00", "timestamp"),
        ("2026-12-31T00:00:00Z", "text"),
        ("2026-12-31T00:00:00.000+00:00", "text"),
        ("2026-12-31T00:00-08:00", "text"),
        ("2026-12-31 00:00", "text"),
    ],
)
def test_a_date_that_a_vendor_writes_as_midnight_stays_that_day(
    zone: str, typed: str, actual: str
) -> None:
    assert day(zone, typed, actual, is_moment=False) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "actual"),
    [("2027-01-01 03:00:00", "timestamp"), ("2027-01-01T03:00:00Z", "text")],
)
def test_a_date_time_in_a_column_of_dates_is_the_day_in_the_systems_zone(
    typed: str, actual: str
) -> None:
    """Such as NetSuite's, whose accounts write a date as midnight of their own zone."""
    assert day(ANGELES, typed, actual, is_moment=False) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("zone", "night", "today"),
    [
        (ANGELES, NIGHT, date(2026, 11, 1)),
        ("Pacific/Auckland", datetime(2026, 11, 2, 12), date(2026, 11, 3)),
        (None, NIGHT, date(2026, 11, 2)),
    ],
)
def test_today_is_the_day_that_it_is_in_the_system(
    zone: str | None, night: datetime, today: date
) -> None:
    made = portal(zone, night)
    assert made.values("select {{ system_today(\"'hubspot'\") }}") == [today]


DEAL = """
select 'hubspot' as source_system, 'd1' as opportunity_id, 'c1' as customer_id, 100 as amount,
    cast(null as text) as currency, true as is_deal_closed, date '2026-12-31' as close_date
"""
VISITS = """
select 'd1' as record_id, 'opened' as stage_means, timestamp '2026-09-01' as entered_at,
    timestamp '2027-01-01 03:00:00' as left_at
union all
select 'd1', 'won', timestamp '2027-01-01 03:00:00', null
"""


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        (ANGELES, [(date(2026, 10, 1), "won")]),
        ("UTC", [(date(2026, 10, 1), "slipped"), (date(2027, 1, 1), "added")]),
    ],
)
def test_a_deal_won_on_the_quarters_last_evening_is_won_in_the_quarter(
    zone: str, expected: list[tuple[date, str]]
) -> None:
    made = portal(zone, datetime(2027, 1, 2, 5))
    made.stand_in("int_opportunities__staged", DEAL)
    made.stand_in("int_opportunity_visits__defined", VISITS)
    version = {"source_system": "hubspot", "opportunity_id": "d1", "source_stage": "open"}
    version |= {"started_at": "2026-09-01", "close_date_at_entry": "2026-12-31"}
    made.entity("stage_versions", version | {"amount_at_entry": 100})
    assert made.read("int_forecast_deals__outcome", "quarter_starts_on", "outcome") == expected


STAY = """
select '{lifecycle}:r1#1' as stage_visit_id, '{system}' as source_system, 'r1' as record_id,
    'c1' as customer_id, 'stage' as source_stage, '{stage}' as stage, '{means}' as stage_means,
    1 as stage_version, 1 as visit_number, timestamp '2026-01-01 03:00:00' as entered_at,
    cast(null as timestamp) as left_at,
    {nothing}, true as is_entered_forward, true as is_left_forward
"""
NOTHING = ", ".join(
    f"cast(null as text) as {name}"
    for name in ("previous_stage", "next_stage", "next_stage_means", "actor", "move_reason")
)


def stay(made: HandMade, lifecycle: str, system: str, **said: str) -> None:
    """One stay of one record, entered on New Year's Eve in Los Angeles."""
    told = {"stage": "stage", "means": "meant", "nothing": NOTHING} | said
    query = STAY.format(lifecycle=lifecycle, system=system, **told)
    made.stand_in(f"int_{lifecycle}_visits__defined", query)


@pytest.mark.parametrize(("zone", "version"), [(ANGELES, 1), ("UTC", 2)])
def test_a_lead_is_qualified_by_the_definition_of_the_day_in_its_system(
    zone: str, version: int
) -> None:
    made = portal(zone)
    stay(made, "lead", "hubspot")
    assert made.values("select definition_version from lead_stage_visits") == [version]


@pytest.mark.parametrize(("zone", "is_allowed"), [(ANGELES, False), ("UTC", True)])
def test_a_pause_is_allowed_by_the_reasons_of_the_day_in_the_desk(
    zone: str, is_allowed: bool
) -> None:
    made = HandMade(clocks=system_clocks([system(zone, "zendesk")]))
    stay(made, "ticket", "zendesk", stage="pending", means="awaiting_customer")
    made.seed(
        "pause_reasons",
        {"reason": "New", "stage": "pending", "owner": "o", "valid_from": "2026-01-01"},
    )
    change = {"ticket_id": "r1", "field": "pause_reason", "value": "New"}
    made.entity("ticket_changes", change | {"changed_at": "2025-12-31 23:00:00"})
    made.fill("int_tickets__conversed", {"ticket_id": "text", "first_answer_at": "timestamp"})
    made.fill("customers", {"customer_id": "text", "invoiced_last_year": "numeric(18,2)"})
    assert made.values("select pause_is_allowed from ticket_stage_visits") == [is_allowed]


@pytest.mark.parametrize(("zone", "amount"), [(ANGELES, 100), ("UTC", 120)])
def test_an_amount_at_entry_counts_by_the_rate_of_the_day_in_its_system(
    zone: str, amount: int
) -> None:
    made = portal(zone)
    stay(made, "opportunity", "hubspot")
    evidence = ("owner_id", "contract_draft", "scope_signed", "loss_reason", "nonstandard_terms")
    exits = ("next_step", "scope", "decision_process", "promised_window")
    types = dict.fromkeys([f"{name}_at_entry" for name in evidence], "text")
    types |= dict.fromkeys([f"{name}_at_exit" for name in exits], "text")
    types |= {"record_id": "text", "visit_number": "integer", "amount_at_entry": "numeric(18,2)"}
    made.fill(
        "int_opportunity_visits__evidenced",
        types | {"close_date_at_entry": "date"},
        [{"record_id": "r1", "visit_number": 1, "amount_at_entry": 100}],
    )
    made.entity("buyer_activities")
    made.fill("int_contracts__agreed", {"opportunity_id": "text", "has_nonstandard_terms": "text"})
    made.stand_in("int_opportunities__staged", "select 'r1' as opportunity_id, 'EUR' as currency")
    made.stand_in("int_currency_rates__dated", RATES)
    assert made.values("select amount from opportunity_stage_visits") == [amount]


RATES = """
select 'EUR' as currency, date '2025-12-01' as valid_from, date '2026-01-01' as valid_until,
    1.0 as rate
union all
select 'EUR', date '2026-01-01', date '9999-12-31', 1.2
"""


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("timestamp", "timestamp"),
        ("timestamp without time zone", "timestamp"),  # as PostgreSQL calls it
        ("timestamp(6) without time zone", "timestamp"),
        ("timestamp with time zone", "timestamptz"),
        ("timestamptz", "timestamptz"),
    ],
)
def test_a_moment_without_a_zone_is_none_with_one_whatever_its_engine_calls_it(
    kind: str, family: str
) -> None:
    assert HandMade().tells(f"'{{{{ type_family('{kind}') }}}}'") == family
