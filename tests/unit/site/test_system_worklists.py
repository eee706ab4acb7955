"""Each system gets a task for each record, in a file that its own import takes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from site_night import AS_OF, rule

from customer_truth.rules import Rule
from customer_truth.site.evidence import OpenException
from customer_truth.site.system_worklists import SystemWorklists
from customer_truth.verdict.verdict import Severity

SIGNED = rule("deal_is_signed", broken="A won deal without a signature", fix="Get it signed.")
PRICED = rule("deal_is_priced", broken="A deal without a price", severity=Severity.WARNING)
RULES = {each.id: each for each in (SIGNED, PRICED)}
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\u2212"
BLANKS = ' \t\r\n\v\f\x85\x1c\xa0\u3000"'
HOSTILE = st.text(SIGNS + BLANKS + ";,'|a1", max_size=14)


def found(key: str, mart: str = "deals", **changed: Any) -> OpenException:
    """An open exception of a rule; `changed` replaces its fields."""
    fields: dict[str, Any] = {
        "rule_id": SIGNED.id,
        "record_key": key,
        "mart": mart,
        "severity": "critical",
        "customer_id": "C-1",
        "value": None,
        "in_error": None,
        "waiver_id": None,
        "first_seen": AS_OF,
        "last_seen": AS_OF,
        "due": None,
        "times_reopened": 0,
        "decider": None,
        "not_looked_at": None,
    }
    return OpenException(**{**fields, **changed})


def written(
    folder: Path,
    *exceptions: OpenException,
    rules: Mapping[str, Rule] = RULES,
    systems: Sequence[str] = ("route_planner", "spreadsheets", "acme_erp"),
    site_url: str = "",
) -> dict[str, Any]:
    """What stands in each file: rows of a CSV, tickets of a JSON."""
    lists = SystemWorklists("controller", rules, AS_OF, systems=systems, site_url=site_url)
    lists.add(exceptions)
    told = lists.write(folder / "worklists")
    files: dict[str, Any] = {}
    for file in told:
        path = folder / file.path
        if path.suffix == ".json":
            files[path.name] = json.loads(path.read_text("utf-8"))["tickets"]
        else:
            with path.open(encoding="utf-8", newline="") as opened:
                files[path.name] = list(csv.DictReader(opened, strict=True))
        assert len(files[path.name]) == file.records
    return files


@pytest.mark.parametrize(
    ("key", "mart", "file", "column", "id"),
    [
        ("lead:salesforce:00Q5g00000000FHEAY#2026-05-02T05:00:00/Rejected", "stage_visits",
         "salesforce.csv", "WhoId", "00Q5g00000000FHEAY"),
        ("salesforce:0035g000000007WAAQ", "contacts",
         "salesforce.csv", "WhoId", "0035g000000007WAAQ"),
        ("salesforce:0065g00000000SP", "opportunities",
         "salesforce.csv", "WhatId", "0065g00000000SP"),
        ("salesforce:0015g000000003LAAQ:2026-01-01", "revenue_bridge",
         "salesforce.csv", "WhatId", "0015g000000003LAAQ"),
        ("salesforce:account:0015g000000001GAAQ#1", "source_records",
         "salesforce.csv", "WhatId", "0015g000000001GAAQ"),
        ("account:salesforce:0015g00000000A3AAI~billing_account:netsuite:10363", "matches",
         "salesforce.csv", "WhatId", "0015g00000000A3AAI"),
        ("name, phone:account:salesforce:0015g000000000GAAQ", "crowds_of_records",
         "salesforce.csv", "WhatId", "0015g000000000GAAQ"),
        ("hubspot:5200552", "contacts", "hubspot-contact.csv", "Record ID", "5200552"),
        ("lead:hubspot:5204896#2025-01-07T20:11:47/lead", "stage_visits",
         "hubspot-contact.csv", "Record ID", "5204896"),
        ("hubspot:9100000975:2026-07-01", "revenue_bridge",
         "hubspot-company.csv", "Record ID", "9100000975"),
        ("opportunity:hubspot:18400014175#2026-09-27T19:25:51/verbal", "stage_visits",
         "hubspot-deal.csv", "Record ID", "18400014175"),
        ("hubspot:company:9100006045#1", "source_records",
         "hubspot-company.csv", "Record ID", "9100006045"),
        ("netsuite:10363", "customers", "netsuite.csv", "Company", "10363"),
        ("netsuite:5512", "invoices", "netsuite.csv", "Transaction", "5512"),
        ("route_planner:D-HAMBURG/first_stop", "depot_exceptions",
         "route_planner.csv", "record", "D-HAMBURG/first_stop"),
        ("customer_setup:route_planner:SU125#2026-10-21T11:40:14/served", "stage_visits",
         "route_planner.csv", "record", "SU125"),
        ("spreadsheets:BR-00Q5g00000000GWEAY", "bonus_payments",
         "spreadsheets.csv", "record", "BR-00Q5g00000000GWEAY"),
        ("registry:qualified_lead#2", "definitions", "registry.csv", "record", "qualified_lead"),
        ("acme_erp:A/7#b", "parts", "acme_erp.csv", "record", "A/7#b"),
        ("vip x3241-small-order", "trade_offs", "others.csv", "record", "vip x3241-small-order"),
        ("JPY:2026-06", "currencies_in_use", "others.csv", "record", "JPY:2026-06"),
    ],
)  # fmt: skip
def test_a_key_leads_to_its_record_in_its_system(
    key: str, mart: str, file: str, column: str, id: str, tmp_path: Path
) -> None:
    [(name, [row])] = written(tmp_path, found(key, mart)).items()
    assert (name, row[column]) == (file, id)
    assert any(key in cell for cell in row.values())


@pytest.mark.parametrize(
    ("key", "mart", "file"),
    [
        ("salesforce.account.parent_id:0015g00000000A4NIL", "source_references", "salesforce.csv"),
        ("salesforce:task:#no key 1", "source_records", "salesforce.csv"),
        ("salesforce:=1+1", "opportunities", "salesforce.csv"),
        ("salesforce:0055g000000007WAAQ", "users", "salesforce.csv"),
        ("hubspot:ev-000004ZL", "marketing_sends", "hubspot.csv"),
        ("hubspot:deal_contact:18400003486/#no key 1", "source_records", "hubspot.csv"),
        ("netsuite:2802437", "revenue_events", "netsuite.csv"),
    ],
)
def test_a_task_that_no_record_can_carry_stands_on_its_own_and_keeps_the_whole_key(
    key: str, mart: str, file: str, tmp_path: Path
) -> None:
    [(name, [row])] = written(tmp_path, found(key, mart)).items()
    ids = ("WhoId", "WhatId", "Record ID", "Company", "Transaction")
    assert name == file
    assert not any(row.get(column) for column in ids)
    assert key in row[next(c for c in ("Description", "Task Notes", "Message") if c in row)]


@pytest.mark.parametrize(
    ("key", "fix_in", "file", "column", "id"),
    [
        ("account:salesforce:0015g00000000A3AAI~billing_account:netsuite:10363", "netsuite",
         "netsuite.csv", "Company", "10363"),
        ("salesforce:0065g00000000SPAAY", "netsuite", "netsuite.csv", "Company", ""),
        ("account:salesforce:0015g00000000A3AAI~account:salesforce:0015g00000000A3DUP", "registry",
         "registry.csv", "record",
         "account:salesforce:0015g00000000A3AAI~account:salesforce:0015g00000000A3DUP"),
        ("spreadsheets:CASE-393", "case_log", "case_log.csv", "record", "CASE-393"),
        ("hubspot/campaign_type/ab_test", "registry",
         "registry.csv", "record", "hubspot/campaign_type/ab_test"),
    ],
)  # fmt: skip
def test_work_goes_where_the_rule_says_that_it_is_put_right(
    key: str, fix_in: str, file: str, column: str, id: str, tmp_path: Path
) -> None:
    there = {SIGNED.id: replace(SIGNED, fix_in=fix_in)}
    [(name, [row])] = written(tmp_path, found(key), rules=there).items()
    assert (name, row[column]) == (file, id)
    assert any(key in cell for cell in row.values())


def test_a_record_has_one_task_with_all_that_is_wrong_the_worst_first(tmp_path: Path) -> None:
    key, due = "salesforce:0065g00000000SPAAY", AS_OF + timedelta(days=3)
    [row] = written(
        tmp_path,
        found(key, rule_id=PRICED.id, value=Decimal("90.50"), in_error=Decimal("60.50"), due=due),
        found(f"opportunity:{key}#2026-01-02T03:04:05/Won", value=Decimal("12")),
        site_url="https://truth.example",
    )["salesforce.csv"]
    assert row["Subject"] == "A won deal without a signature (and 1 more)"
    first, second = row["Description"].split(" 2. ")
    assert first.startswith(
        "1. A won deal without a signature. Get it signed. (deal_is_signed, critical, "
    )
    assert "value 12.00" in first
    assert second.startswith("A deal without a price. Mend it. (")
    assert "60.50 in error" in second and "due 2026-11-26" in second
    assert "https://truth.example/rules/deal_is_priced.html" in second
    assert (row["Priority"], row["ActivityDate"]) == ("High", "2026-11-26")


def test_a_task_says_who_decides_and_what_was_not_looked_at(tmp_path: Path) -> None:
    key = "salesforce:0065g00000000SPAAY"
    cut = "salesforce.opportunity is cut"
    [row] = written(tmp_path, found(key, decider="controller", not_looked_at=cut))["salesforce.csv"]
    assert f"controller decides, not looked at last night: {cut})" in row["Description"]


def test_the_most_urgent_records_come_first(tmp_path: Path) -> None:
    keys = [f"0065g0000000{number:03}AAA" for number in range(4)]
    rows = written(
        tmp_path,
        found(f"salesforce:{keys[0]}", rule_id=PRICED.id, value=Decimal(900)),
        found(f"salesforce:{keys[1]}", value=Decimal(5)),
        found(f"salesforce:{keys[2]}", value=Decimal(70)),
        found(f"salesforce:{keys[3]}", value=Decimal(2), in_error=Decimal(1)),
    )["salesforce.csv"]
    assert [row["WhatId"] for row in rows] == [keys[3], keys[2], keys[1], keys[0]]


def test_waived_records_are_no_work(tmp_path: Path) -> None:
    assert written(tmp_path, found("salesforce:0065g00000000SPAAY", waiver_id="w")) == {}
    assert not (tmp_path / "worklists").exists()


def test_a_number_in_a_list_stays_a_number(tmp_path: Path) -> None:
    credit = found("acme_erp:1", value=Decimal("-7.25"), in_error=Decimal("-2.5"))
    [row] = written(tmp_path, credit)["acme_erp.csv"]
    assert (row["value"], row["in_error"]) == ("-7.25", "-2.5")


def test_a_second_import_can_tell_the_task_of_the_first(tmp_path: Path) -> None:
    nights = [
        written(tmp_path / night, found(key, "customers"))["netsuite.csv"][0]["External ID"]
        for night, key in (("1", "netsuite:1"), ("2", "netsuite:1"), ("3", "netsuite:2"))
        if (tmp_path / night).mkdir() is None
    ]
    assert nights[0] == nights[1] != nights[2]
    assert all(re.fullmatch(r"truth-[0-9a-f]{24}", id) for id in nights)


# What each system asks of a file; docs/work-lists.md names where it says so.


SALESFORCE = {"WhoId", "WhatId", "Subject", "Description", "Priority", "Status", "ActivityDate"}


def accepted_by_salesforce(text: str, rows: list[dict[str, str]]) -> None:
    assert len(text.encode()) < 100_000_000
    for row in rows:
        assert set(row) <= {
            "WhoId",
            "WhatId",
            "Subject",
            "Description",
            "Priority",
            "Status",
            "ActivityDate",
        }
        assert not (row["WhoId"] and row["WhatId"])
        for column, starts in (("WhoId", ("00Q", "003")), ("WhatId", ("001", "006", "500", "a"))):
            assert re.fullmatch(r"|[A-Za-z0-9]{15}|[A-Za-z0-9]{18}", row[column])
            assert not row[column] or row[column].startswith(starts)
        assert 0 < len(row["Subject"]) <= 255
        assert len(row["Description"]) <= 32_000
        assert row["Priority"] in ("High", "Normal", "Low")
        assert row["Status"] == "Not Started"
        assert not row["ActivityDate"] or date.fromisoformat(row["ActivityDate"])


def accepted_by_hubspot(name: str, rows: list[dict[str, str]]) -> None:
    assert len(rows) <= 1_048_576
    for row in rows:
        assert ("Record ID" in row) == (name != "hubspot.csv")
        assert re.fullmatch(r"\d+", row.get("Record ID", "1"))
        assert row["Task Title"] and row["Task Notes"]
        assert row["Task Priority"] in ("High", "Medium", "Low")
        assert date.fromisoformat(row["Due Date"])


def accepted_by_netsuite(rows: list[dict[str, str]]) -> None:
    assert len(rows) <= 25_000
    assert len({row["External ID"] for row in rows}) == len(rows)
    for row in rows:
        assert 0 < len(row["External ID"]) <= 60
        assert 0 < len(row["Title"]) <= 100
        assert len(row["Message"]) <= 4_000
        assert re.fullmatch(r"\d*", row["Company"]) and re.fullmatch(r"\d*", row["Transaction"])
        assert row["Priority"] in ("High", "Medium", "Low")
        assert row["Status"] == "Not Started"
        assert date.fromisoformat(row["Start Date"]) and date.fromisoformat(row["Due Date"])


def accepted_by_zendesk(tickets: list[dict[str, Any]]) -> None:
    assert 0 < len(tickets) <= 100
    for ticket in tickets:
        assert ticket["comment"]["body"] and ticket["comment"]["public"] is False
        assert ticket["subject"]
        assert (ticket["type"], ticket["tags"]) == ("task", ["customer_truth"])
        assert ticket["priority"] in ("urgent", "high", "normal", "low")
        assert datetime.fromisoformat(ticket["due_at"]).tzinfo is not None


SYSTEMS = ("salesforce", "hubspot", "netsuite", "zendesk", "acme_erp", "x")
KEYS = st.one_of(
    st.from_regex(
        r"(lead:|deal:)?salesforce:(00Q|003|001|006|005)[0-9A-Za-z]{12}([A-Z]{3})?", fullmatch=True
    ),
    st.from_regex(r"(account:)?(hubspot|netsuite|zendesk):[0-9]{1,12}(#[0-9])?", fullmatch=True),
    st.builds("{}:{}".format, st.sampled_from(SYSTEMS), HOSTILE),
    HOSTILE.filter(bool),
)
FAILING = st.tuples(KEYS, st.sampled_from(["deals", "contacts", "customers"]))


@settings(max_examples=60, deadline=None)
@given(st.lists(FAILING, min_size=1, max_size=8), st.text(max_size=300).filter(str.strip), HOSTILE)
def test_every_file_is_one_that_its_system_takes(
    keys: list[tuple[str, str]], broken: str, fix: str
) -> None:
    hostile = {id: replace(each, broken=broken, fix=fix) for id, each in RULES.items()}
    with TemporaryDirectory() as folder:
        files = written(Path(folder), *(found(key, mart) for key, mart in keys), rules=hostile)
        for name, rows in files.items():
            text = (Path(folder) / "worklists" / name).read_bytes().decode("utf-8")
            if name.startswith("salesforce"):
                accepted_by_salesforce(text, rows)
            elif name.startswith("hubspot"):
                accepted_by_hubspot(name, rows)
            elif name.startswith("netsuite"):
                accepted_by_netsuite(rows)
            elif name.startswith("zendesk"):
                accepted_by_zendesk(rows)
            if name.endswith(".csv"):
                no_spreadsheet_finds_a_formula(text)


def no_spreadsheet_finds_a_formula(text: str) -> None:
    for separator in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            for cell in row:
                assert not cell.strip(BLANKS).startswith(tuple(SIGNS)), cell


def test_a_work_list_larger_than_an_import_is_several_files(tmp_path: Path) -> None:
    many = [found(f"zendesk:{number}", "tickets") for number in range(1, 251)]
    files = written(tmp_path, *many)
    assert {name: len(rows) for name, rows in files.items()} == {
        "zendesk-1.json": 100,
        "zendesk-2.json": 100,
        "zendesk-3.json": 50,
    }


def test_what_a_description_cannot_hold_is_counted(tmp_path: Path) -> None:
    key = "salesforce:0065g00000000SPAAY"
    visits = [found(f"{key}#2026-01-{day:02}T00:00:00/{'W' * 300}") for day in range(1, 21)]
    [row] = written(tmp_path, *visits)["salesforce.csv"]
    shown = row["Description"].count("deal_is_signed")
    assert 1 < shown < 20
    assert row["Description"].endswith(f"And {20 - shown} more: see exceptions.csv.")
