"""The work list is complete and no spreadsheet runs it."""

from __future__ import annotations

import csv
from pathlib import Path

from site_night import POISON, POISONED, SCRIPT

from customer_truth.site.worklist import COLUMNS


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
