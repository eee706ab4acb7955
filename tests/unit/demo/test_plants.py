"""Plants are read strictly, picked from customers of their own, and grow with the company."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from customer_truth.demo import DemoError, Plant, generate, load_plants
from customer_truth.demo.damage import damage
from customer_truth.demo.pick import planted_records
from customer_truth.demo.plants import Change, Finds
from customer_truth.errors import Unusable
from customer_truth.rules.load import load_suites

ROOT = Path(__file__).parents[3]


def _plant(name: str, where: str = "true", records: int = 2, **options: object) -> Plant:
    settings: dict[str, object] = {"sets": {"note": "'bad'"}, "kind": "set", "widen": ()}
    settings.update(options)
    return Plant(
        name=name,
        records=records,
        change=Change(system="shop", table="things", where=where, **settings),  # type: ignore[arg-type]
        also=(),
        finds=(Finds(rule=name, key="'shop:' || t.id", is_query=False),),
        place="shop.plants.yml:1",
    )


@pytest.fixture
def shop() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create macro rnd(stream, n) as hash(stream, n)::double")
    connection.execute("create schema shop")
    connection.execute(
        "create table shop.things as select c // 2 as _customer, c as id, 'good' as note, "
        "date '2026-01-01' as day from range(40) as numbers (c)"
    )
    return connection


def test_every_rule_but_those_of_the_marketplace_has_a_plant() -> None:
    rules = {rule.id for suite in load_suites(ROOT)[0] for rule in suite.rules}
    planted = {finds.rule for plant in load_plants(ROOT) for finds in plant.finds}
    assert {rule for rule in rules - planted if not rule.startswith("olist_")} == set()


def test_no_customer_is_damaged_twice(shop: duckdb.DuckDBPyConnection) -> None:
    plants = [_plant("first", records=8), _plant("second", where="t.id < 20", records=8)]
    findings = damage(shop, plants, 2000)
    customers = [int(finding.key.split(":")[1]) // 2 for finding in findings]
    assert len(customers) == len(set(customers)) == 16


def test_only_the_picked_rows_change(shop: duckdb.DuckDBPyConnection) -> None:
    findings = damage(shop, [_plant("first", records=3)], 2000)
    changed = shop.execute("select 'shop:' || id from shop.things where note = 'bad'").fetchall()
    assert {key for (key,) in changed} == {finding.key for finding in findings}


def test_a_copy_gets_the_new_values_and_the_row_keeps_its_own(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    findings = damage(shop, [_plant("first", kind="duplicate")], 2000)
    for finding in findings:
        notes = shop.execute("select note from shop.things where 'shop:' || id = ?", [finding.key])
        assert notes.fetchall() == [("good",), ("bad",)]


def test_deleted_rows_are_named_as_they_were(shop: duckdb.DuckDBPyConnection) -> None:
    findings = damage(shop, [_plant("first", sets={}, kind="delete")], 2000)
    assert len(findings) == 2
    assert shop.execute("select count(*) from shop.things").fetchone() == (38,)


def test_a_widened_column_takes_text_and_keeps_the_other_values(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    damage(shop, [_plant("first", sets={"day": "'-0-'"}, widen=("day",))], 2000)
    days = shop.execute("select day, count(*) from shop.things group by day order by day")
    assert days.fetchall() == [("-0-", 2), ("2026-01-01", 38)]


def test_one_damage_may_be_found_under_several_rules_and_keys(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    plant = _plant("first", where="t.id % 2 = 0")
    query = "select 'shop:' || o.id from shop.things as o where o._customer = t._customer"
    finds = (*plant.finds, Finds(rule="second", key=query, is_query=True))
    findings = damage(shop, [replace(plant, finds=finds)], 2000)
    assert [f.rule for f in findings] == ["first"] * 2 + ["second"] * 4


def test_a_plant_that_finds_too_little_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DemoError, match=r"shop.plants.yml:1: plant first: has 1 of 1 customers"):
        damage(shop, [_plant("first", where="t.id = 3")], 2000)


def test_a_plant_whose_sql_does_not_run_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DemoError, match=r"plant first: has SQL that cannot be run .*nothing"):
        damage(shop, [_plant("first", where="t.nothing = 3")], 2000)


def test_a_key_that_is_unknown_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    without_key = (Finds(rule="first", key="null", is_query=False),)
    broken = replace(_plant("first"), finds=without_key)
    with pytest.raises(DemoError, match="has a record without a key for first"):
        damage(shop, [broken], 2000)


@pytest.mark.parametrize(
    ("customers", "records"), [(500, 2), (2000, 4), (10_000, 20), (1_000_000, 2000)]
)
def test_plants_grow_with_the_company(customers: int, records: int) -> None:
    assert planted_records(_plant("first", records=4), customers) == records


def test_no_record_is_planted_twice_for_one_rule(tmp_path: Path) -> None:
    generate(tmp_path, customers=700, seed=5, plants=load_plants(ROOT))
    lines = (tmp_path / "truth.csv").read_text().splitlines()
    pairs = [line.rsplit(",", 1)[0] for line in lines[1:]]
    assert len(pairs) == len(set(pairs))


BAD = """\
lead_has_a_source:
  plants:
    - table: salesforce.lead
      where: "true"
      records: 0
      set: {lead_source: null}
      finds:
        - key: t.id
lead_has_a_sauce:
  plants:
    - table: leads
      where: "true"
      records: 2
      delete: true
      finds:
        - key: t.id
rejected_lead_has_a_reason:
  plants:
    - table: salesforce.lead
      where: "true"
      records: 2
      delete: true
      set: {lead_source: null}
      find:
        - key: t.id
    - table: salesforce.lead
      where: "true"
      records: 2
      set: {lead_source: null}
      finds:
        - {key: t.id, keys: select 1}
"""


def test_every_bad_plant_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "expectations").symlink_to(ROOT / "expectations")
    folder = tmp_path / "tests" / "planted"
    folder.mkdir(parents=True)
    (folder / "leads.yml").write_text(BAD)
    with pytest.raises(Unusable) as raised:
        load_plants(tmp_path)
    assert sorted(problem.split(", needs")[0] for problem in raised.value.problems) == [
        "tests/planted/leads.yml:11: lead_has_a_sauce: has table 'leads'",
        "tests/planted/leads.yml:19: rejected_lead_has_a_reason: has no `finds`",
        "tests/planted/leads.yml:19: rejected_lead_has_a_reason: has no single change",
        "tests/planted/leads.yml:24: rejected_lead_has_a_reason: has the field find",
        "tests/planted/leads.yml:31: rejected_lead_has_a_reason: has no single key",
        "tests/planted/leads.yml:5: lead_has_a_source: has records 0",
        "tests/planted/leads.yml:9: lead_has_a_sauce: has the rule lead_has_a_sauce",
    ]


def test_a_folder_without_plants_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "expectations").symlink_to(ROOT / "expectations")
    with pytest.raises(Unusable, match="has no plants"):
        load_plants(tmp_path)
