"""A system that is on and whose records no mart holds is a finding of whoever answers for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import duckdb
import jinja2
import pytest

from customer_truth.definitions.marts import load_marts
from customer_truth.registry import load_registry
from customer_truth.rules.from_registry import registry_suites
from tests.conftest import ROOT

MODEL = ROOT / "models" / "marts" / "sources" / "connected_systems.sql"
MACROS = ROOT / "macros" / "systems.sql"


def rendered(*systems: str) -> tuple[str, list[str]]:
    """The model for a night of these systems, and the models that it reads."""
    read: list[str] = []

    def ref(name: str) -> str:
        read.append(name)
        return name

    def var(name: str, default: object = None) -> object:
        return list(systems) if name == "sources" else default

    sql = jinja2.Template(MACROS.read_text() + MODEL.read_text()).render(ref=ref, var=var)
    return sql, read


def test_every_mart_that_names_its_system_is_looked_into() -> None:
    marts, _ = load_marts(ROOT)
    naming = {mart.name for mart in marts.values() if "source_system" in mart.columns}
    # The stays keep the changes of records that no mart holds; words, tables, what they point at
    # and crowds of copies are no records.
    left_out = {
        *("connected_systems", "crowds_of_records", "source_references", "source_tables"),
        *("stage_visits", "words_in_use"),
    }
    assert set(rendered("salesforce")[1]) == naming - left_out | {"source_records"}


def test_a_system_whose_records_reach_no_mart_stands_there_with_none() -> None:
    sql, read = rendered("salesforce", "pipedrive", "silent")
    connection = duckdb.connect()
    for name in read:
        connection.execute(
            f"create table if not exists {name} (source_system text, source_table text)"
        )
    for system in ("salesforce", "salesforce", "pipedrive"):
        connection.execute(f"insert into source_records values ('{system}', 'rows')")
    for mart in ("opportunities", "opportunities", "customer_crosswalk"):
        connection.execute(
            f"insert into {mart} (source_system) values ('salesforce'), ('registry'), (null)"
        )
    assert connection.execute(f"{sql} order by 1").fetchall() == [
        ("system:pipedrive", "pipedrive", 1, 0),
        ("system:salesforce", "salesforce", 2, 2),
        ("system:silent", "silent", 0, 0),
    ]


def test_a_night_without_systems_can_be_asked() -> None:
    sql, read = rendered()
    connection = duckdb.connect()
    for name in read:
        connection.execute(
            f"create table if not exists {name} (source_system text, source_table text)"
        )
    assert connection.execute(sql).fetchall() == []


@pytest.mark.parametrize("mapped", [True, False])
def test_a_system_to_come_has_the_rule_as_soon_as_it_has_an_owner(mapped: bool) -> None:
    registry = load_registry(ROOT)
    row = replace(registry.systems[0], source_system="pipedrive", owner="service_operations")
    mappings = [replace(registry.mappings[0], source_system="pipedrive")] if mapped else []
    with_it = replace(
        registry,
        systems=(*registry.systems, row),
        mappings=(*registry.mappings, *mappings),
    )
    rules = {rule.id: rule for suite in registry_suites(with_it) for rule in suite.rules}
    rule = rules["pipedrive_reaches_the_marts"]
    assert (rule.owner, rule.mart, rule.severity) == (
        "service_operations",
        "connected_systems",
        "critical",
    )
    assert rule.effective_from <= date(2020, 1, 1)
    # A stage of a system of which nobody mapped any is found like any other.
    assert rules["pipedrive_stage_is_mapped"].owner == "service_operations"


def test_a_system_that_keeps_no_stages_is_not_asked_to_map_any() -> None:
    rules = {rule.id for suite in registry_suites(load_registry(ROOT)) for rule in suite.rules}
    assert "hubspot_stage_is_mapped" in rules
    assert not {"route_planner_stage_is_mapped", "spreadsheets_stage_is_mapped"} & rules
