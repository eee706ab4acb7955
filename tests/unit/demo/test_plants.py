"""Plants are read strictly, picked from customers of their own, and grow with the company."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.demo import DemoError, Plant, generate, load_plants
from customer_truth.demo.damage import Finding
from customer_truth.demo.damage import damage as damage_and_report
from customer_truth.demo.pick import scaled
from customer_truth.demo.plants import Change, Finds
from customer_truth.errors import Unusable

ROOT = Path(__file__).parents[3]


def _plant(name: str, where: str = "true", records: int = 2, **options: object) -> Plant:
    settings: dict[str, object] = {"sets": {"note": "'bad'"}, "kind": "set", "widen": ()}
    settings.update(options)
    return Plant(
        name=name,
        records=records,
        change=Change(system="shop", table="things", where=where, **settings),  # type: ignore[arg-type]
        also=(),
        finds=(Finds(rule=name, mart="shops", key="'shop:' || t.id", is_query=False),),
        place="shop.plants.yml:1",
    )


def damage(shop: duckdb.DuckDBPyConnection, plants: list[Plant], customers: int) -> list[Finding]:
    return damage_and_report(shop, plants, customers, lambda _: None).findings


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
    # Without a whole system or table nothing else that was planted could be found.
    spared = {"connected_systems", "source_tables"}
    suites = [suite for suite in every_suite(ROOT) if suite.name not in spared]
    rules = {rule.id for suite in suites for rule in suite.rules}
    planted = {finds.rule for plant in load_plants(ROOT) for finds in plant.finds}
    assert {rule for rule in rules - planted if not rule.startswith("olist_")} == set()


def test_a_plant_that_leaves_a_won_customer_without_orders_says_so() -> None:
    plants = load_plants(ROOT)
    cut = [plant for plant in plants if "custentity_crm_account" in plant.change.sets]
    told = {plant.name: {finds.rule for finds in plant.finds} for plant in cut}
    lost = {
        name: rules for name, rules in told.items() if "won_deal_has_a_customer_record" in rules
    }
    assert len(lost) >= 3
    assert [name for name, rules in lost.items() if "won_customer_orders" not in rules] == []


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
    finds = (*plant.finds, Finds(rule="second", mart="shops", key=query, is_query=True))
    findings = damage(shop, [replace(plant, finds=finds)], 2000)
    assert [f.rule for f in findings] == ["first"] * 2 + ["second"] * 4


@pytest.fixture
def trucks(shop: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Ten trucks that are no customer's, each with the things of two customers."""
    shop.execute(
        "create table shop.trucks as select null::bigint as _customer, n as id, 8 as hours "
        "from range(10) as numbers (n)"
    )
    shop.execute("create table shop.notes (_customer bigint, id bigint, said text, hours bigint)")
    return shop


_THINGS_OF_TRUCK = "select s._customer from shop.things as s where s.id // 4 = t.id"


def _truck_plant(**options: object) -> Plant:
    along: dict[str, object] = {"where": "t.id // 4 = p.id", "sets": {"note": "'bad'"}}
    along.update(options)
    settings: dict[str, object] = {"kind": "set", "widen": ()} | along
    return replace(
        _plant("trucks", sets={}, kind="keep"),
        change=Change(system="shop", table="trucks", where="true", sets={}, kind="keep", widen=()),
        also=(Change(system="shop", table="things", **settings),),  # type: ignore[arg-type]
        group=_THINGS_OF_TRUCK,
    )


def test_a_row_without_a_customer_is_picked_as_itself_at_any_size(
    trucks: duckdb.DuckDBPyConnection,
) -> None:
    change = Change(
        system="shop", table="trucks", where="true", sets={"hours": "14"}, kind="set", widen=()
    )
    plants = [replace(_plant(name), change=change) for name in ("long", "longer")]
    findings = damage(trucks, plants, 1_000_000)
    assert len({finding.key for finding in findings}) == 4
    assert trucks.execute("select count(*) from shop.trucks where hours = 14").fetchone() == (4,)


def test_a_group_is_damaged_together(trucks: duckdb.DuckDBPyConnection) -> None:
    findings = damage(trucks, [_truck_plant()], 2000)
    bad = trucks.execute("select id // 4, count(*) from shop.things where note = 'bad' group by 1")
    picked = {int(finding.key.split(":")[1]): 4 for finding in findings}
    assert len(picked) == 2
    assert dict(bad.fetchall()) == picked


def test_no_other_plant_touches_a_group(trucks: duckdb.DuckDBPyConnection) -> None:
    others = _plant("others", records=16)
    findings = damage(trucks, [others, _truck_plant()], 2000)
    of_trucks = {int(f.key.split(":")[1]) for f in findings if f.rule == "trucks"}
    of_others = {int(f.key.split(":")[1]) // 4 for f in findings if f.rule == "others"}
    assert len(of_trucks) == 2
    assert not of_trucks & of_others
    with pytest.raises(DemoError, match=r"plant others: has 16 of 20 customers left .*, needs 17"):
        damage(_again(trucks), [replace(others, records=17), _truck_plant()], 2000)


def _again(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    connection.execute("drop schema plants cascade")
    return connection


def test_groups_that_share_a_customer_are_not_both_damaged(
    trucks: duckdb.DuckDBPyConnection,
) -> None:
    shared = replace(_truck_plant(), group=f"{_THINGS_OF_TRUCK} or s.id // 8 = t.id // 2")
    findings = damage(trucks, [replace(shared, records=5)], 2000)
    pairs = [int(finding.key.split(":")[1]) // 2 for finding in findings]
    assert sorted(pairs) == list(range(5))


def test_rows_are_inserted_beside_what_is_there(trucks: duckdb.DuckDBPyConnection) -> None:
    sets = {"id": "t.id", "said": "'first'", "hours": "p.hours + 1"}
    plant = _truck_plant(kind="insert", into='"shop"."notes"', sets=sets)
    findings = damage(trucks, [plant], 2000)
    notes = trucks.execute("select id // 4, _customer = id // 2, said, hours from shop.notes")
    expected = [(int(f.key.split(":")[1]), True, "first", 9) for f in findings for _ in range(4)]
    assert sorted(notes.fetchall()) == sorted(expected)


def test_rows_of_nobody_are_changed_along(trucks: duckdb.DuckDBPyConnection) -> None:
    along = Change(
        system="shop",
        table="trucks",
        where="t.id = p.id // 4",
        sets={"hours": "14"},
        kind="set",
        widen=(),
    )
    findings = damage(trucks, [replace(_plant("first"), also=(along,))], 2000)
    late = trucks.execute("select id from shop.trucks where hours = 14").fetchall()
    assert {n for (n,) in late} == {int(f.key.split(":")[1]) // 4 for f in findings}


def test_reports_are_counted_before_they_are_damaged(shop: duckdb.DuckDBPyConnection) -> None:
    shop.execute("create schema spreadsheets")

    def count(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(
            "create or replace table spreadsheets.otif_reports as "
            "select null::bigint as _customer, 1 as id, count(*) as bad, 'OTIF-2' as definition "
            "from shop.things where note = 'bad'"
        )

    count(shop)
    report = Change(
        system="spreadsheets",
        table="otif_reports",
        where="true",
        sets={"definition": "'OTIF-1'"},
        kind="set",
        widen=(),
    )
    plants = [_plant("first", records=3), replace(_plant("report", records=1), change=report)]
    damage_and_report(shop, plants, 2000, count)
    assert shop.execute("from spreadsheets.otif_reports").fetchall() == [(None, 1, 3, "OTIF-1")]


def test_a_plant_that_finds_too_little_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DemoError, match=r"shop.plants.yml:1: plant first: has 1 of 1 customers"):
        damage(shop, [_plant("first", where="t.id = 3")], 2000)


def test_a_small_company_is_planted_with_what_it_has_and_says_what_is_short(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    plants = [
        _plant("first", where="t.id = 3", records=8),
        _plant("second", where="t.id < 0", records=8),
        _plant("third", where="t.id > 9", records=8),
    ]
    damaged = damage_and_report(shop, plants, 500, lambda _: None)
    assert damaged.short == ["first", "second"]
    assert [f.plant for f in damaged.findings] == ["first", "third", "third"]


def test_a_plant_whose_sql_does_not_run_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(DemoError, match=r"plant first: has SQL that cannot be run .*nothing"):
        damage(shop, [_plant("first", where="t.nothing = 3")], 2000)


def test_a_key_that_is_unknown_is_an_error(shop: duckdb.DuckDBPyConnection) -> None:
    without_key = (Finds(rule="first", mart="shops", key="null", is_query=False),)
    broken = replace(_plant("first"), finds=without_key)
    with pytest.raises(DemoError, match="has a record without a key for first"):
        damage(shop, [broken], 2000)


@pytest.mark.parametrize(
    ("customers", "records"), [(500, 1), (2000, 4), (10_000, 20), (1_000_000, 2000)]
)
def test_plants_grow_with_the_company(customers: int, records: int) -> None:
    assert scaled(4, customers) == records


def test_no_record_is_planted_twice_for_one_rule(tmp_path: Path) -> None:
    generate(tmp_path, customers=700, seed=5, plants=load_plants(ROOT))
    lines = (tmp_path / "truth.csv").read_text().splitlines()
    pairs = [line.rsplit(",", 1)[0] for line in lines[1:]]
    assert len(pairs) == len(set(pairs))


BAD = """\
lead_has_a_source:
  - table: salesforce.lead
    where: "true"
    records: 0
    set: {lead_source: null}
    finds:
      - key: t.id
lead_has_a_sauce:
  - table: leads
    where: "true"
    records: 2
    delete: true
    finds:
      - key: t.id
rejected_lead_has_a_reason:
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
  - table: salesforce.lead
    where: "true"
    records: 2
    group: 3
    insert: nowhere
    finds:
      - key: t.id
"""


def test_every_bad_plant_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "expectations").symlink_to(ROOT / "expectations")
    folder = tmp_path / "defects"
    folder.mkdir()
    (folder / "leads.yml").write_text(BAD)
    with pytest.raises(Unusable) as raised:
        load_plants(tmp_path, folder)
    assert sorted(problem.split(", needs")[0] for problem in raised.value.problems) == [
        "defects/leads.yml:16: rejected_lead_has_a_reason: has no `finds`",
        "defects/leads.yml:16: rejected_lead_has_a_reason: has no single change",
        "defects/leads.yml:21: rejected_lead_has_a_reason: has the field find",
        "defects/leads.yml:28: rejected_lead_has_a_reason: has no single key",
        "defects/leads.yml:32: rejected_lead_has_a_reason: has group 3",
        "defects/leads.yml:33: rejected_lead_has_a_reason: has insert 'nowhere'",
        "defects/leads.yml:4: lead_has_a_source: has records 0",
        "defects/leads.yml:8: lead_has_a_sauce: has the rule lead_has_a_sauce",
        "defects/leads.yml:9: lead_has_a_sauce: has table 'leads'",
    ]


def test_a_folder_without_plants_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "expectations").symlink_to(ROOT / "expectations")
    with pytest.raises(Unusable, match="has no plants"):
        load_plants(tmp_path, tmp_path / "defects")
