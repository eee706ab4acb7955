"""Who wrote a message is told by what the person did then, not by the role of today."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tests.hand_made import HandMade

START = datetime(2026, 5, 4, 9)
HOUR = timedelta(hours=1)
CUSTOMER, COLLEAGUE, AGENT = 5001, 5002, 11


def desk(
    agent_role: str | None, *, customer_role: str = "end-user", status: str = "solved"
) -> HandMade:
    """A ticket of a customer that an agent held for a day, and a colleague who is told of it."""
    made = HandMade(systems=("zendesk",))
    for user, role in ((CUSTOMER, customer_role), (COLLEAGUE, "end-user"), (AGENT, agent_role)):
        if role:
            made.raw("zendesk.user", {"id": user, "role": role})
    ticket = {"id": 1, "requester_id": CUSTOMER, "created_at": START, "status": status}
    ticket["updated_at"] = START + 30 * HOUR
    made.raw("zendesk.ticket", ticket)
    for hour in (1, 24):
        row = {"ticket_id": 1, "field_name": "assignee_id", "updated": START + hour * HOUR}
        made.raw("zendesk.ticket_field_history", row | {"value": str(AGENT)})
    return made


def authors(made: HandMade, *messages: tuple[int, int | None]) -> list[Any]:
    """Of each message, by its hour and author, whether it is the customer's."""
    for number, (hour, user) in enumerate(messages):
        row = {"id": number, "ticket_id": 1, "user_id": user, "created": START + hour * HOUR}
        made.raw("zendesk.ticket_comment", row | {"public": True})
    found = made.read("stg_zendesk__ticket_messages", "sent_at", "is_from_customer")
    return [said for _, said in found]


def test_an_agent_who_left_was_an_agent_then() -> None:
    """This is how a licence is freed: the user becomes an end user."""
    answered = authors(desk("end-user"), (0, CUSTOMER), (2, AGENT), (3, CUSTOMER), (5, AGENT))
    assert answered == [True, False, True, False]


def test_an_agent_whose_user_is_gone_was_an_agent_then() -> None:
    assert authors(desk(None), (0, CUSTOMER), (2, AGENT)) == [True, False]


def test_what_somebody_was_before_and_after_the_known_work_is_unknown() -> None:
    assert authors(desk("end-user"), (0, AGENT), (2, AGENT), (99, AGENT)) == [None, False, None]


def test_whoever_holds_an_unsolved_ticket_is_staff() -> None:
    made = desk("end-user", status="open")
    assert authors(made, (2, AGENT), (99, AGENT)) == [False, False]


def test_an_agent_of_today_writes_for_the_desk() -> None:
    made = desk("agent")
    made.raw("zendesk.user", {"id": 12, "role": "admin"})
    assert authors(made, (2, 12), (99, AGENT)) == [False, False]


def test_a_customer_who_became_an_agent_asked_as_a_customer() -> None:
    made = desk("agent", customer_role="agent")
    assert authors(made, (0, CUSTOMER)) == [True]


def test_a_colleague_of_the_customer_writes_as_a_customer() -> None:
    assert authors(desk("agent"), (2, COLLEAGUE)) == [True]


def test_who_writes_what_the_customer_cannot_read_is_staff() -> None:
    made = desk("agent")
    for number, hour in ((90, 1), (91, 6)):
        note = {"id": number, "ticket_id": 1, "user_id": COLLEAGUE, "created": START + hour * HOUR}
        made.raw("zendesk.ticket_comment", note | {"public": False})
    assert authors(made, (2, COLLEAGUE)) == [False]


def test_of_somebody_unknown_who_does_nothing_else_it_is_unknown() -> None:
    assert authors(desk("agent"), (2, 777), (3, None)) == [None, None]


def test_a_role_that_the_vendor_adds_tells_nothing() -> None:
    made = desk("agent")
    made.raw("zendesk.user", {"id": 13, "role": "light_agent"})
    assert authors(made, (2, 13)) == [None]
