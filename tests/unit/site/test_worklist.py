"""The work list is complete and no spreadsheet runs it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from site_night import AS_OF, DEALS, POISON, POISONED, SCRIPT

from customer_truth.site.evidence import OpenException
from customer_truth.site.worklist import COLUMNS, SystemWorklists, systems


def _rows(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(1_000_000)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_work_list_holds_every_open_exception_of_its_owner(site: Path) -> None:
    rows = _rows(site / "owners" / "sales_operations" / "exceptions.csv")
    assert set(rows[0]) == set(COLUMNS)
    assert {row["record_key"] for row in rows} == {
        "D-old-dear",
        "D-new",
        "D-new-unvalued",
        "D-late",
        "D-early",
        "D-waived",
    }
    new = next(row for row in rows if row["record_key"] == "D-new")
    assert (new["value_at_stake"], new["first_seen"]) == ("1.00", "2026-11-23 04:30:00")


def test_no_cell_of_the_work_list_starts_a_formula(site: Path) -> None:
    rows = _rows(site / "owners" / "controller" / "exceptions.csv")
    assert len(rows) == len(POISON)
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {'\'=HYPERLINK("x")', "'+1", "'-2", "'@SUM(A1)", "'\tcell"} <= set(cells)
    assert rows[0]["title"] == POISONED.title and SCRIPT in rows[0]["title"]


def _open_exception(key: str, **changed: object) -> OpenException:
    fields: dict[str, object] = {
        "rule_id": DEALS.id,
        "record_key": key,
        "mart": "deals",
        "severity": "critical",
        "customer_id": "C-1",
        "value_at_stake": None,
        "waiver_id": None,
        "first_seen": AS_OF,
        "last_seen": AS_OF,
        "due": None,
        "times_reopened": 0,
        "decider": None,
        "not_looked_at": None,
    }
    return OpenException(**{**fields, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "system", "record"),
    [
        ("salesforce:0065g01", "salesforce", "0065g01"),
        ("opportunity:hubspot:184#5", "hubspot", "184"),
        ("route_planner:W28821/1.1", "route_planner", "W28821"),
        ("salesforce:001/2026-05-01", "salesforce", "001"),
    ],
)
def test_work_is_listed_for_the_system_that_its_key_names(
    key: str, system: str, record: str, tmp_path: Path
) -> None:
    lists = SystemWorklists(tmp_path / "worklists", {DEALS.id: DEALS})
    lists.add([_open_exception(key)])
    lists.close()
    assert lists.counts == {system: 1}
    with (tmp_path / "worklists" / f"{system}.csv").open(encoding="utf-8") as file:
        header, row = csv.reader(file)
    assert header == list(systems()[system]["columns"])
    assert any(record == cell or record in cell.split("/") for cell in row)
    assert any(DEALS.title in cell for cell in row)


def test_waived_records_and_keys_of_no_system_are_no_work(tmp_path: Path) -> None:
    lists = SystemWorklists(tmp_path / "worklists", {DEALS.id: DEALS})
    lists.add([_open_exception("salesforce:1", waiver_id="w"), _open_exception("2026-05-01/all")])
    lists.close()
    assert lists.counts == {}
    assert not (tmp_path / "worklists").exists()


def test_no_cell_of_a_system_list_is_run_as_a_formula(tmp_path: Path) -> None:
    hostile = replace(DEALS, title='=HYPERLINK("x")', fix="+1")
    lists = SystemWorklists(tmp_path / "worklists", {DEALS.id: hostile})
    lists.add([_open_exception("salesforce:=1+1")])
    lists.close()
    with (tmp_path / "worklists" / "salesforce.csv").open(encoding="utf-8") as file:
        _, row = csv.reader(file)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
