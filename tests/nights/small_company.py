"""A small company with Salesforce and Zendesk as their connectors land them: standard columns only.

20 accounts, 40 opportunities and 60 tickets. `DEFECTS` are the only records with something wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

SYSTEMS = ("salesforce", "zendesk")
# Tables that no connector lands unless somebody asks for them.
ABSENT = ("salesforce.lead_history", "zendesk.satisfaction_rating")
# An open deal of a deleted account, one whose close date is past, and a deal won for nothing.
ORPHAN, OVERDUE, FOR_NOTHING = "006000000000000007", "006000000000000011", "006000000000000030"
# A ticket whose requester Zendesk does not know.
UNKNOWN_REQUESTER = "4013"
NOBODY = 9999
DEFECTS = {ORPHAN, OVERDUE, FOR_NOTHING, UNKNOWN_REQUESTER}

_DAY = timedelta(days=1)
_OPEN = ("Prospecting", "Qualification", "Needs Analysis", "Value Proposition")
_WAY = (*_OPEN, "Id. Decision Makers", "Perception Analysis", "Proposal/Price Quote",
        "Negotiation/Review")  # fmt: skip
_CATEGORIES = ("Pipeline", "Pipeline", "Pipeline", "Best Case")
_CITIES = (
    ("Boston", "MA", "02110", "617"), ("Denver", "CO", "80202", "303"),
    ("Austin", "TX", "78701", "512"), ("Seattle", "WA", "98101", "206"),
)  # fmt: skip
_NAMES = (
    "Arbor Lane Foods", "Bluewater Milling", "Cedar Creek Bakery", "Dunmore Provisions",
    "Eastgate Catering", "Fairmount Dairy", "Granite Hill Market", "Harbor Point Deli",
    "Ironwood Grill", "Juniper Kitchens", "Kestrel Coffee", "Larkspur Produce",
    "Maple Row Grocers", "Northfield Meats", "Orchard Vale Juice", "Pinecrest Pantry",
    "Quarry Street Bistro", "Riverbend Farms", "Stonebridge Spice", "Tamarack Tea",
)  # fmt: skip
_PEOPLE = ("Ines Moreau", "Tom Hale", "Grete Lund", "Omar Said")

Row = Mapping[str, object]


def write_extracts(raw: Path, now: datetime) -> None:
    """Writes every table below `raw`, one folder a system, as of the morning of `now` (UTC)."""
    synced = datetime.combine(now.date(), time(4), UTC)
    for table, rows in {**_salesforce(synced), **_zendesk(synced)}.items():
        path = raw / f"{table}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, list(rows), synced)


def _write(path: Path, rows: list[Row], synced: datetime) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*rows[0], "_fivetran_synced"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({**_texts(row), "_fivetran_synced": synced.isoformat()})


def _texts(row: Row) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _account(number: int) -> str:
    return f"001{number:015}"


def _person(number: int) -> str:
    return f"005{number % len(_PEOPLE):015}"


def _salesforce(now: datetime) -> dict[str, Iterable[Row]]:
    deals = [_deal(number, now) for number in range(40)]
    return {
        "salesforce/account": [_account_row(number, now) for number in range(20)],
        "salesforce/user": [_user_row(number) for number in range(len(_PEOPLE))],
        "salesforce/contact": [_contact_row(number, now) for number in range(20)],
        "salesforce/lead": [_lead_row(now)],
        "salesforce/opportunity": deals,
        "salesforce/opportunity_history": [row for deal in deals for row in _history(deal)],
        "salesforce/task": [_task_row(number, deal, now) for number, deal in enumerate(deals)],
        "salesforce/event": [_event_row(deals[0], now)],
    }


def _account_row(number: int, now: datetime) -> Row:
    city, state, postal, area = _CITIES[number % 4]
    name = _NAMES[number]
    return {
        "id": _account(number), "name": name, "type": "Customer", "industry": "Food",
        "owner_id": _person(number), "parent_id": None,
        "billing_street": f"{100 + number} Market Street", "billing_city": city,
        "billing_state": state, "billing_postal_code": postal, "billing_country": "United States",
        "billing_country_code": "US", "phone": f"+1 {area} 555 01{number:02}",
        "website": f"https://{name.lower().replace(' ', '')}.example.com",
        "number_of_employees": 20 + number, "created_date": now - 400 * _DAY,
        "is_deleted": number == 19, "master_record_id": None, "_fivetran_active": True,
    }  # fmt: skip


def _user_row(number: int) -> Row:
    first, last = _PEOPLE[number].split()
    return {
        "id": _person(number), "name": _PEOPLE[number], "first_name": first, "last_name": last,
        "email": f"{first}.{last}@acme.example.com".lower(), "is_active": True,
        "department": "Sales", "title": "Account Executive", "user_type": "Standard",
        "username": f"{first}@acme.example.com".lower(), "_fivetran_active": True,
    }  # fmt: skip


def _contact_row(number: int, now: datetime) -> Row:
    name = _NAMES[number].split()[0]
    return {
        "id": f"003{number:015}", "account_id": _account(number), "first_name": "Alex",
        "last_name": name, "name": f"Alex {name}", "email": f"alex@{name.lower()}.example.com",
        "phone": f"+1 {_CITIES[number % 4][3]} 555 02{number:02}", "title": "Buyer",
        "owner_id": _person(number), "has_opted_out_of_email": False,
        "created_date": now - 390 * _DAY, "is_deleted": number == 19, "lead_source": "Web",
    }  # fmt: skip


def _lead_row(now: datetime) -> Row:
    return {
        "id": "00Q000000000000001", "company": "Umber Stone Ovens", "first_name": "Kit",
        "last_name": "Umber", "name": "Kit Umber", "email": "kit@umber.example.com",
        "status": "Working - Contacted", "lead_source": "Web", "owner_id": _person(1),
        "is_converted": False, "converted_date": None, "converted_account_id": None,
        "converted_contact_id": None, "converted_opportunity_id": None,
        "created_date": now - 3 * _DAY, "is_deleted": False,
    }  # fmt: skip


def _deal(number: int, now: datetime) -> dict[str, object]:
    """24 open deals, 10 won, 6 lost."""
    id = f"006{number:015}"
    is_won, is_closed = 24 <= number < 34, number >= 24
    stage = "Closed Won" if is_won else "Closed Lost" if is_closed else _OPEN[number % 4]
    closes = now - 30 * _DAY if is_closed else now + (30 + number) * _DAY
    if id == OVERDUE:
        closes = now - 9 * _DAY
    return {
        "id": id, "account_id": _account(19 if id == ORPHAN else number % 19),
        "name": f"Standing order {number}", "stage_name": stage,
        "amount": 0 if id == FOR_NOTHING else 5000 + 250 * number, "close_date": closes.date(),
        "created_date": now - 90 * _DAY, "owner_id": _person(number % 19), "is_closed": is_closed,
        "is_won": is_won, "probability": 100 if is_won else 0 if is_closed else 30,
        "forecast_category_name": "Closed" if is_won else "Omitted" if is_closed
        else _CATEGORIES[number % 4],
        "next_step": None if is_closed else "Call the buyer", "lead_source": "Web",
        "last_activity_date": (now - 2 * _DAY).date(), "type": "New Business",
        "is_deleted": False, "fiscal_year": 2026, "has_open_activity": not is_closed,
    }  # fmt: skip


def _history(deal: dict[str, object]) -> Iterable[Row]:
    """A deal walks its stages one by one, two days each, until it stands where it stands."""
    stage, created = str(deal["stage_name"]), deal["created_date"]
    assert isinstance(created, datetime)
    stages = [*_WAY, stage] if deal["is_closed"] else _WAY[: _WAY.index(stage) + 1]
    for step, name in enumerate(stages):
        is_last = step == len(stages) - 1
        start = created + step * 2 * _DAY
        end = "9999-12-31T23:59:59+00:00" if is_last else start + 2 * _DAY
        kept = ("id", "account_id", "amount", "close_date", "created_date", "owner_id", "next_step")
        yield {
            **{column: deal[column] for column in kept}, "stage_name": name,
            "is_closed": is_last and deal["is_closed"], "is_won": is_last and deal["is_won"],
            "_fivetran_start": start, "_fivetran_end": end, "_fivetran_active": is_last,
        }  # fmt: skip


def _task_row(number: int, deal: Row, now: datetime) -> Row:
    return {
        "id": f"00T{number:015}", "what_id": deal["id"], "who_id": None,
        "account_id": deal["account_id"], "owner_id": deal["owner_id"], "subject": "Call",
        "type": "Call", "status": "Completed", "is_closed": True,
        "activity_date": now - 2 * _DAY, "created_date": now - 3 * _DAY, "is_deleted": False,
        "priority": "Normal",
    }  # fmt: skip


def _event_row(deal: Row, now: datetime) -> Row:
    return {
        "id": "00U000000000000001", "what_id": deal["id"], "who_id": None,
        "account_id": deal["account_id"], "owner_id": deal["owner_id"], "subject": "Meeting",
        "start_date_time": now - 5 * _DAY, "end_date_time": now - 5 * _DAY + timedelta(hours=1),
        "is_deleted": False,
    }  # fmt: skip


def _zendesk(now: datetime) -> dict[str, Iterable[Row]]:
    tickets = [_ticket(number, now) for number in range(60)]
    return {
        "zendesk/organization": [_organization(number, now) for number in range(19)],
        "zendesk/user": [
            *(_requester(number, now) for number in range(19)),
            *(_agent(number, now) for number in range(2)),
        ],
        "zendesk/ticket": tickets,
        "zendesk/ticket_field_history": [row for ticket in tickets for row in _statuses(ticket)],
        "zendesk/ticket_comment": [row for ticket in tickets for row in _comments(ticket)],
        "zendesk/sla_policy_metric_history": [
            {
                "sla_policy_id": 1, "index": index, "sla_policy_updated_at": now - 500 * _DAY,
                "metric": "first_reply_time", "priority": priority, "target": minutes,
                "business_hours": False,
            }
            for index, (priority, minutes) in enumerate(
                {"urgent": 240, "high": 480, "normal": 1440, "low": 2880}.items()
            )
        ],
    }  # fmt: skip


def _organization(number: int, now: datetime) -> Row:
    return {
        "id": 2000 + number, "name": _NAMES[number], "external_id": _account(number),
        "created_at": now - 380 * _DAY, "updated_at": now - 100 * _DAY, "shared_tickets": False,
    }  # fmt: skip


def _requester(number: int, now: datetime) -> Row:
    name = _NAMES[number].split()[0]
    return {
        "id": 3000 + number, "name": f"Alex {name}", "email": f"alex@{name.lower()}.example.com",
        "phone": None, "role": "end-user", "organization_id": 2000 + number, "active": True,
        "created_at": now - 380 * _DAY,
    }  # fmt: skip


def _agent(number: int, now: datetime) -> Row:
    return {
        "id": 3900 + number, "name": f"Agent {number}", "email": f"agent{number}@acme.example.com",
        "phone": None, "role": "agent", "organization_id": None, "active": True,
        "created_at": now - 380 * _DAY,
    }  # fmt: skip


def _ticket(number: int, now: datetime) -> dict[str, object]:
    """Every third ticket is solved, the others of the last days are being worked on."""
    id, customer = 4000 + number, number % 19
    is_solved = number % 3 == 0
    created = now - (20 if is_solved else 1) * _DAY - timedelta(minutes=number)
    return {
        "id": id, "subject": f"Question {number}", "status": "solved" if is_solved else "open",
        "priority": "normal", "type": "question", "organization_id": 2000 + customer,
        "requester_id": NOBODY if str(id) == UNKNOWN_REQUESTER else 3000 + customer,
        "assignee_id": 3900 + number % 2, "group_id": 1, "created_at": created,
        "updated_at": created + timedelta(hours=3), "via_channel": "email",
    }  # fmt: skip


def _statuses(ticket: dict[str, object]) -> Iterable[Row]:
    created = ticket["created_at"]
    assert isinstance(created, datetime)
    words = ["new", "open", *(["solved"] if ticket["status"] == "solved" else [])]
    for step, word in enumerate(words):
        yield {
            "ticket_id": ticket["id"], "field_name": "status",
            "updated": created + step * timedelta(hours=1), "value": word,
            "user_id": ticket["assignee_id"] if step else ticket["requester_id"],
        }  # fmt: skip


def _comments(ticket: dict[str, object]) -> Iterable[Row]:
    created, id = ticket["created_at"], ticket["id"]
    assert isinstance(created, datetime) and isinstance(id, int)
    for step, author in enumerate((ticket["requester_id"], ticket["assignee_id"])):
        yield {
            "id": 10 * id + step, "ticket_id": id, "user_id": author,
            "created": created + step * timedelta(hours=1), "public": True,
        }  # fmt: skip
