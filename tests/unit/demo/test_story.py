"""The story: which defects the demo company has on which of its nights."""

from __future__ import annotations

import duckdb
import pytest

from customer_truth.definitions.load import every_suite
from customer_truth.demo import DemoError, Plant, load_plants
from customer_truth.demo.damage import Finding, damage
from customer_truth.demo.plants import Change, Finds
from customer_truth.demo.story import Story, read_story
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def story() -> Story:
    return read_story(load_plants(ROOT))


@pytest.fixture
def shop() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create macro rnd(stream, n) as hash(stream, n)::double")
    connection.execute("create schema shop")
    connection.execute(
        "create table shop.things as select c as _customer, c as id, 'good' as note "
        "from range(40) as numbers (c)"
    )
    return connection


def plant(*nights: int) -> Plant:
    sets = {"note": "'bad'"}
    things = Change(system="shop", table="things", where="true", sets=sets, kind="set", widen=())
    finds = Finds(rule="kept", mart="shops", key="t.id", is_query=False)
    return Plant(
        name="kept",
        records=max(nights),
        change=things,
        also=(),
        finds=(finds,),
        place="shop.yml:1",
        nights=nights,
    )


def planted(shop: duckdb.DuckDBPyConnection, *nights: int) -> list[Finding]:
    return damage(shop, [plant(*nights)], 2000, lambda _: None).findings


def bad(shop: duckdb.DuckDBPyConnection) -> set[str]:
    found = shop.execute("select id::text from shop.things where note = 'bad'").fetchall()
    return {key for (key,) in found}


def test_every_part_speaks_of_each_night(story: Story) -> None:
    assert len(story.nights) == 6
    assert {len(one.nights) for one in story.plants} == {6}


def test_each_night_has_as_many_records_as_the_part_says(shop: duckdb.DuckDBPyConnection) -> None:
    findings = planted(shop, 1, 4, 0, 2)
    assert [sum(f.nights[night] for f in findings) for night in range(4)] == [1, 4, 0, 2]


def test_only_what_is_wrong_on_the_last_night_is_damaged(shop: duckdb.DuckDBPyConnection) -> None:
    findings = planted(shop, 4, 2)
    assert bad(shop) == {f.key for f in findings if f.is_found_tonight}
    assert len(bad(shop)) == 2


def test_what_was_put_right_leaves_no_damage(shop: duckdb.DuckDBPyConnection) -> None:
    findings = planted(shop, 3, 0)
    assert len(findings) == 3
    assert bad(shop) == set()


def test_a_record_that_comes_back_is_the_one_that_was_put_right(
    shop: duckdb.DuckDBPyConnection,
) -> None:
    (finding,) = planted(shop, 1, 0, 1)
    assert finding.nights == (True, False, True)


def test_a_story_takes_what_there_is(shop: duckdb.DuckDBPyConnection) -> None:
    done = damage(shop, [plant(90)], 2000, lambda _: None)
    assert done.short == ["kept"]
    assert len(done.findings) == 40


def test_a_decision_and_a_waiver_speak_of_the_first_record(story: Story) -> None:
    found = [
        Finding(one.finds[0].rule, "m", f"record {number}", one.name, (True,))
        for number, one in enumerate(story.plants)
    ]
    rows = story.registry_rows(found)
    decided, waived = rows["decisions"], rows["waivers"]
    assert [row["decision_id"] for row in decided] == ["D1", "D2", "D3"]
    assert decided[0]["rule"] == "credit_hold_agrees_between_sales_and_finance"
    (waiver,) = waived
    assert waiver["record_key"] == next(f.key for f in found if f.rule == waiver["rule"])


def test_the_story_knows_only_plants_that_there_are() -> None:
    plants = [one for one in load_plants(ROOT) if one.name != "tax_id_is_valid"]
    with pytest.raises(DemoError, match="has no plant tax_id_is_valid, needs one"):
        read_story(plants)


def test_money_of_a_record_that_was_put_right_is_not_made_up(story: Story) -> None:
    """What was in error of it then is known from no extract, so no such record may be put right."""
    priced = {rule.id for suite in every_suite(ROOT) for rule in suite.rules if rule.in_error}
    for one in story.plants:
        if one.finds[0].rule in priced:
            assert list(one.nights) == sorted(one.nights), one.name
