"""A property that was cleared holds no value: the one before ends, and nothing takes its place."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.hand_made import HandMade

START = datetime(2026, 5, 4, 9)
DAY = timedelta(days=1)


def contact(name: str, *values: str | None) -> HandMade:
    """A contact of HubSpot and the values that one of its properties had, a day each."""
    made = HandMade(systems=("hubspot",))
    for day, value in enumerate(values):
        row = {"contact_id": 3, "name": name, "value": value, "timestamp": START + day * DAY}
        made.raw("hubspot.contact_property_history", row)
    return made


def test_an_opt_out_that_was_cleared_ends_and_opts_nobody_in() -> None:
    made = contact("hs_email_optout", "true", None, "false")
    assert made.read("stg_hubspot__consents", "since", "until", "is_opted_out") == [
        (START, START + DAY, True),
        (START + 2 * DAY, None, False),
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\t", " \n\r", "\u00a0"])
def test_a_blank_of_any_kind_is_no_value(blank: str) -> None:
    made = contact("lifecyclestage", "lead", "salesqualifiedlead", blank)
    assert made.read("int_lead_stages__standing", "lead_id", "stage") == [("hubspot:3", None)]


@pytest.mark.parametrize("blank", ["", "  ", "\t", " \n\r", "\u00a0", "\u200b"])
def test_a_text_of_blanks_alone_is_no_text_and_blanks_around_one_are_no_part_of_it(
    blank: str,
) -> None:
    made = HandMade()
    query = "select {{{{ as_text('said', 'text') }}}} from (select cast('{}' as text) as said) as g"
    assert made.values(query.format(blank)) == [None]
    assert made.values(query.format(f"{blank}a b{blank}")) == ["a b"]


def test_a_score_that_was_cleared_is_no_score_from_then_on() -> None:
    made = contact("fit_score", "80", None)
    found = made.read("stg_hubspot__lead_scores", "since", "until", "score")
    assert found[0] == (START, START + DAY, 80)
    assert [row[2] for row in found[1:]] == [None]


def test_a_lead_whose_stage_was_cleared_stands_in_none() -> None:
    made = contact("lifecyclestage", "lead", "salesqualifiedlead", None)
    assert made.read("int_lead_stages__standing", "lead_id", "stage") == [("hubspot:3", None)]


def test_an_amount_and_a_close_date_that_were_cleared_are_unknown_at_exit() -> None:
    made = HandMade(systems=("hubspot",))
    made.raw("hubspot.deal_stage", {"deal_id": 7, "value": "a", "_fivetran_start": START})
    for name, value in (("amount", "900"), ("closedate", "2026-06-01")):
        for day, said in enumerate((value, None)):
            row = {"deal_id": 7, "name": name, "value": said, "timestamp": START + day * DAY}
            made.raw("hubspot.deal_property_history", row)
    known = made.read(
        "stg_hubspot__stage_versions",
        *(
            f"{name}_at_{moment}"
            for moment in ("entry", "exit")
            for name in ("amount", "close_date")
        ),
    )
    assert known == [(900, datetime(2026, 6, 1).date(), None, None)]


def test_a_priority_that_is_cleared_and_said_lower_was_lowered() -> None:
    made = HandMade(systems=("zendesk",))
    made.stand_in(
        "int_tickets__solved",
        f"select 'zendesk:5' as ticket_id, timestamp '{START}' as created_at, "
        f"timestamp '{START + 30 * DAY}' as solved_at",
    )
    made.stand_in(
        "stg_zendesk__solve_targets",
        "select 'zendesk:5' as ticket_id, 'agent_work_time' as metric, 'always' as calendar, * "
        "from (values ('high', 2880), ('low', 86400)) as t (priority, target_minutes)",
    )
    for day, value in enumerate(("high", None, "low")):
        row = {
            "ticket_id": 5,
            "field_name": "priority",
            "value": value,
            "updated": START + day * DAY,
        }
        made.raw("zendesk.ticket_field_history", row)
    found = made.read("int_tickets__reprioritised", "priority_lowered_at")
    assert found == [(START + 2 * DAY,)]
