"""The work list is complete and no spreadsheet runs it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from site_night import DEALS, POISON, POISONED, SCRIPT, found, keep, night, result
from sqlalchemy import Connection

from customer_truth.site import write_site
from customer_truth.site.worklist import COLUMNS
from customer_truth.verdict.verdict import Verdict


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
    assert (new["value"], new["first_seen"]) == ("1.00", "2026-11-23 04:30:00")


def test_no_cell_of_the_work_list_starts_a_formula(site: Path) -> None:
    rows = _rows(site / "owners" / "controller" / "exceptions.csv")
    assert len(rows) == len(POISON)
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert {'\'=HYPERLINK("x")', "'+1", "'-2", "'@SUM(A1)", "'\tcell"} <= set(cells)
    assert rows[0]["broken"] == POISONED.broken and SCRIPT in rows[0]["broken"]


def test_each_row_leads_to_the_page_of_its_rule(site: Path) -> None:
    home = site / "owners" / "sales_operations"
    for row in _rows(home / "exceptions.csv"):
        assert (home / row["link"]).is_file()


def test_the_page_parts_what_a_system_takes_in_from_what_a_person_reads(
    connection: Connection, tmp_path: Path
) -> None:
    keys = ("salesforce:0065g00000000SPAAY", "route_planner:S1", "JPY:2026-06-15")
    keep(connection, "kept_here", [found(DEALS, key) for key in keys])
    write_site(
        night([result(DEALS, Verdict.FAILED, failing=3)]),
        folder=tmp_path / "site",
        connection=connection,
        quality_schema="kept_here",
        samples=2,
        data_docs=lambda _role, _folder: False,
    )
    home = tmp_path / "site" / "owners" / DEALS.owner
    page = (home / "index.html").read_text("utf-8")
    imported, read = page.split("Tasks, in files")[1].split("Lists to work through")
    links = [re.findall(r'href="(worklists/[^"]+)"', part) for part in (imported, read)]
    assert links == [
        ["worklists/salesforce.csv"],
        ["worklists/others.csv", "worklists/route_planner.csv"],
    ]
    assert all((home / link).is_file() for some in links for link in some)
    assert "Route planner" in read and "No system" in read
