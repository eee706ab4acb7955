"""What a source may say of its freshness: dbt's own words, and dbt's own way to inherit them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import Table, check_contracts, declared_tables
from customer_truth.extracts.freshness import Freshness
from tests.conftest import ROOT

SOURCE = """\
version: 2

sources:
  - name: parcels
    {source}
    tables:
      - name: shipments
        {table}
        columns:
          - {{name: id, data_type: text}}
          - {{name: synced_at, data_type: timestamp}}
"""
LIMITS = "freshness: {warn_after: {count: 36, period: hour}, error_after: {count: 3, period: day}}"
KEY = "meta: {key: [id], clock: synced_at}"
READ = Freshness(timedelta(hours=36), timedelta(days=3))


def read(folder: Path, source: str, table: str) -> Table:
    place = folder / "models" / "staging" / "parcels"
    place.mkdir(parents=True)
    (place / "_sources.yml").write_text(SOURCE.format(source=source, table=table))
    (found,) = declared_tables(folder, ("parcels",))
    return found


@pytest.mark.parametrize(
    ("source", "table", "freshness"),
    [
        (f"config: {{{LIMITS}}}", f"config: {{{KEY}}}", READ),
        (LIMITS, f"config: {{{KEY}}}", READ),
        ("description: x", f"config: {{{LIMITS}, {KEY}}}", READ),
        (f"config: {{{LIMITS}}}", f"config: {{freshness: null, {KEY}}}", None),
        ("description: x", f"config: {{{KEY}}}", None),
        (
            f"config: {{{LIMITS}}}",
            f"config: {{freshness: {{error_after: {{count: 30, period: minute}}}}, {KEY}}}",
            Freshness(timedelta(hours=36), timedelta(minutes=30)),
        ),
        (
            f"config: {{{LIMITS}}}",
            f"config: {{freshness: {{warn_after: null}}, {KEY}}}",
            Freshness(None, timedelta(days=3)),
        ),
    ],
)
def test_a_table_has_its_own_limits_or_those_of_its_source(
    tmp_path: Path, source: str, table: str, freshness: Freshness | None
) -> None:
    assert read(tmp_path, source, table).freshness == freshness


def test_dbts_word_for_the_clock_is_the_clock(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"config: {{loaded_at_field: synced_at, {LIMITS}}}",
        "config: {meta: {key: [id]}}",
    )
    assert (found.clock, found.freshness) == ("synced_at", READ)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ("freshnes: {}", "has the unknown field freshnes, needs freshness."),
        ("loaded_at_feld: synced_at", "has the unknown field loaded_at_feld, needs loaded_at_fi"),
        ("freshness: {warn_aftr: {count: 1, period: day}}", "has the unknown field warn_aftr"),
        ("freshness: {filter: is_test = false}", "has a filter, needs limits for all rows."),
        ("freshness: {warn_after: {count: 1, period: days}}", "'days' as period, needs one of mi"),
        ("freshness: {warn_after: {count: 0, period: day}}", "has 0 as count, needs a whole num"),
        ("freshness: {warn_after: {period: day}}", "has no count, needs a whole number"),
        ("freshness: {warn_after: 3}", "has 3 as warn_after, needs {count: 3, period: day}"),
        ("freshness: soon", "has 'soon' as freshness, needs fields"),
    ],
)
def test_a_misspelt_limit_is_told_at_its_line(tmp_path: Path, limits: str, told: str) -> None:
    with pytest.raises(Unusable) as refused:
        read(tmp_path, "description: x", f"config: {{{limits}, {KEY}}}")
    assert told in str(refused.value)
    assert "_sources.yml:8: " in str(refused.value)


def test_limits_without_a_clock_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="freshness without a clock, needs a clock"):
        read(tmp_path, f"config: {{{LIMITS}}}", "config: {meta: {key: [id]}}")


def test_the_vendors_tables_have_limits_but_for_those_that_may_rest() -> None:
    systems = ("salesforce", "hubspot", "netsuite", "zendesk", "route_planner", "spreadsheets")
    limited = {table.id for table in declared_tables(ROOT, systems) if table.freshness}
    assert {"hubspot.deal", "salesforce.opportunity_history", "zendesk.ticket"} <= limited
    assert not limited & {"netsuite.currency", "salesforce.user", "spreadsheets.glossary"}


@pytest.mark.parametrize(
    ("own", "freshness"),
    [
        (
            "parcels: {error_after: {count: 2, period: day}}",
            Freshness(timedelta(hours=36), timedelta(days=2)),
        ),
        (
            "parcels.shipments: {warn_after: {count: 5, period: day}}",
            Freshness(timedelta(days=5), timedelta(days=3)),
        ),
        ("parcels: {warn_after: null}", Freshness(None, timedelta(days=3))),
        ("parcels: null", None),
        ("other: null", READ),
    ],
)
def test_a_company_sets_limits_of_its_own(
    tmp_path: Path, own: str, freshness: Freshness | None
) -> None:
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{{own}}}}}\n")
    assert read(tmp_path, f"config: {{{LIMITS}}}", f"config: {{{KEY}}}").freshness == freshness


LONG = "{error_after: {count: 9, period: day}}"


@pytest.mark.parametrize(
    ("table", "freshness"),
    [
        ("freshness: null, ", None),
        (f"freshness: {LONG}, ", Freshness(timedelta(hours=36), timedelta(days=9))),
    ],
)
def test_a_limit_of_a_system_leaves_its_tables_that_have_their_own(
    tmp_path: Path, table: str, freshness: Freshness | None
) -> None:
    own = "parcels: {error_after: {count: 2, period: day}}"
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{{own}}}}}\n")
    found = read(tmp_path, f"config: {{{LIMITS}}}", f"config: {{{table}{KEY}}}")
    assert found.freshness == freshness


def test_a_limit_of_a_table_wakes_one_that_may_rest(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{parcels.shipments: {LONG}}}}}")
    found = read(tmp_path, f"config: {{{LIMITS}}}", f"config: {{freshness: null, {KEY}}}")
    assert found.freshness == Freshness(None, timedelta(days=9))


def test_a_system_without_limits_is_given_them_by_the_settings(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{parcels: {LONG}}}}}")
    found = read(tmp_path, "description: x", f"config: {{{KEY}}}")
    assert found.freshness == Freshness(None, timedelta(days=9))


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (
            "parcel: null",
            "has freshness of the unknown parcel, needs a system or system.table.",
        ),
        ("parcels: {warn_aftr: {count: 5, period: day}}", "has the unknown field warn_aftr"),
        ("parcels: {warn_after: {count: 5, period: week}}", "has 'week' as period, needs one of"),
    ],
)
def test_a_misspelt_limit_of_a_company_is_told(tmp_path: Path, own: str, told: str) -> None:
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{{own}}}}}\n")
    read_or_not = "description: x", f"config: {{{KEY}}}"
    try:
        read(tmp_path, *read_or_not)
    except Unusable as refused:
        assert told in str(refused)
    (problem,) = check_contracts(tmp_path)
    assert told in str(problem) and str(problem).startswith("dbt_project.yml:1: ")


def test_a_limit_of_a_system_leaves_its_tables_without_a_clock(tmp_path: Path) -> None:
    (tmp_path / "dbt_project.yml").write_text(f"vars: {{freshness: {{parcels: {LONG}}}}}")
    found = read(tmp_path, "description: x", "config: {meta: {key: [id]}}")
    assert found.freshness is None
