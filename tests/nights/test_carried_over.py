"""A night builds only what can have changed, and is the night that it would be in full."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from customer_truth.carried.fingerprints import reading_order
from customer_truth.lineage.reads import reads
from tests.conftest import ROOT, Ended, made_once, truth
from tests.nights.changes_of_a_company import Change, definition_changes, row_changes
from tests.nights.conftest import copy_project
from tests.warehouse_contents import contents

# What a night keeps of how it was built, and nobody judges by.
OF_THE_BUILD = {"quality.taken_in"}


@dataclass(frozen=True)
class Company:
    """A demo company with definitions of its own, whose nights can be run."""

    home: Path

    @property
    def project(self) -> Path:
        return self.home / "project"

    def night(self, *options: str) -> Ended:
        return truth("nightly", "-v", "--project", self.project, *options, home=self.home)

    def copy(self, folder: Path) -> Company:
        shutil.copytree(self.home, folder, symlinks=True)
        return Company(folder)

    @property
    def raw(self) -> Path:
        return self.home / "raw"


def settled(home: Path) -> Company:
    """After two nights, for the first one gives every customer an id that the second one finds."""
    company = Company(home)
    made = truth("demo", "--all-defects", "--customers", "500", home=home)
    assert made.code == 0, made.err
    copy_project(company.project)
    for _ in range(2):
        assert company.night().code in (0, 1)
    return company


@pytest.fixture(scope="module")
def company(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Company]:
    home = made_once(tmp_path_factory, "carried-over", lambda home: settled(home).home)
    yield Company(home).copy(tmp_path_factory.mktemp("carried") / "home")


def carried(ended: Ended) -> tuple[int, int]:
    """How many steps of dbt were carried over, and of how many."""
    assert ended.code in (0, 1), ended.err
    found = re.search(r"carrying over (\d+) of (\d+) steps", ended.err)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def carried_rules(ended: Ended) -> tuple[int, int]:
    """Of how many suites the rules were carried over, and of how many."""
    found = re.search(r"carrying over the rules of (\d+) of (\d+) suites", ended.err)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def test_where_nothing_has_changed_dbt_builds_nothing_and_the_night_is_the_same(
    company: Company,
) -> None:
    before = contents(company.home)
    ended = company.night()
    done, steps = carried(ended)
    assert done == steps > 300
    assert not re.search(r"dbt \d+/|rules \d+/", ended.err)
    rules, suites = carried_rules(ended)
    assert rules == suites > 30
    after = contents(company.home)
    assert {table for table in before if before[table] != after[table]} <= OF_THE_BUILD


def test_by_another_moment_what_does_not_ask_for_it_is_carried_over(company: Company) -> None:
    ended = company.night("--as-of", "2026-11-03 05:00:00")
    done, steps = carried(ended)
    assert 70 < done < steps


def test_where_one_rule_has_changed_only_its_suite_is_evaluated(company: Company) -> None:
    path = company.project / "expectations" / "tickets.yml"
    assert company.night().code in (0, 1)
    path.write_text(path.read_text().replace("severity: info", "severity: warning", 1))
    ended = company.night()
    done, steps = carried(ended)
    assert done == steps
    rules, suites = carried_rules(ended)
    assert rules == suites - 1


def test_where_failing_keys_are_gone_the_rules_are_evaluated_again(company: Company) -> None:
    """As after a recovery, which brings back what is kept and nothing of what was worked with."""
    warehouse = company.home / "warehouse" / "customer_truth.duckdb"
    still = "select count(*) from quality.exceptions where resolved is null"
    with duckdb.connect(str(warehouse)) as connection:
        before = connection.execute(still).fetchall()
        connection.execute("drop table work.failing_keys")
    ended = company.night()
    assert carried(ended)[0] > 300
    assert carried_rules(ended) == (0, 0)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        assert connection.execute(still).fetchall() == before
    assert carried_rules(company.night())[0] > 30


def test_a_company_whose_extracts_no_demo_made_carries_over_as_well(
    company: Company, tmp_path: Path
) -> None:
    """Its nights are judged by the clock, which is another one each time."""
    real = company.copy(tmp_path / "real")
    (real.raw / "made_by_demo.json").unlink()
    assert real.night().code in (0, 1)
    ended = real.night()
    done, steps = carried(ended)
    assert steps - 20 < done < steps  # how old the extracts are is asked anew
    rules, suites = carried_rules(ended)
    assert suites - 4 < rules


@settings(
    max_examples=2,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(row_changes(), min_size=1, max_size=4),
    st.lists(st.one_of(row_changes(), definition_changes()), max_size=2),
)
def test_what_is_carried_over_is_what_would_be_built(
    company: Company, first: list[Change], then: list[Change]
) -> None:
    """A night after some changes carries over; after more, a full one compares it all."""
    for change in first:
        change(company.raw, company.project)
    assert company.night("--older-extracts").code in (0, 1)
    for change in then:
        change(company.raw, company.project)
    ended = company.night("--full", "--older-extracts")
    assert ended.code in (0, 1), ended.err


def test_a_full_night_tells_the_first_step_that_would_have_been_carried_over_wrongly(
    company: Company,
) -> None:
    with duckdb.connect(str(company.home / "warehouse" / "customer_truth.duckdb")) as connection:
        connection.execute("update marts.customers set name = 'somebody else'")
    ended = company.night("--full")
    assert ended.code == 2
    assert "customers: column name has other values, though nothing that decides it" in ended.err
    assert "somebody else" not in ended.err
    assert company.night("--full").code in (0, 1)


def test_a_full_night_tells_the_rule_that_would_have_been_carried_over_wrongly(
    company: Company,
) -> None:
    with duckdb.connect(str(company.home / "warehouse" / "customer_truth.duckdb")) as connection:
        ((rule,),) = connection.execute("select min(rule_id) from work.failing_keys").fetchall()
        connection.execute("delete from work.failing_keys where rule_id = $1", [rule])
    ended = company.night("--full")
    assert ended.code == 2
    assert re.search(r"failing_keys: has [\d,]+ rows, had [\d,]+, though nothing", ended.err)


def test_every_table_that_a_step_reads_is_known(company: Company) -> None:
    """Or a change of it would carry over what reads it."""
    found: dict[str, Any] = json.loads((company.home / "target/duckdb/manifest.json").read_text())
    known = {**found["nodes"], **found["sources"]}
    for id, read in reads(found).items():
        if found["nodes"][id]["resource_type"] in ("model", "test"):
            places = {_place(known[one]) for one in read}
            assert _read(found["nodes"][id]["compiled_code"]) <= places, id


def test_the_documentation_names_the_models_that_the_moment_enters_and_those_it_does_not(
    company: Company,
) -> None:
    found: dict[str, Any] = json.loads((company.home / "target/duckdb/manifest.json").read_text())
    asks = {id for id in found["sources"] if id.endswith(".night.as_of")}
    read = reads(found)
    for id in reading_order(found):
        asks |= {id} if asks.intersection(read[id]) else set()
    models = {id.split(".")[-1]: id in asks for id in found["nodes"] if id.startswith("model.")}
    staging = {name for name in models if name.startswith("stg_")}
    named = {name for name in models if not models[name] and name not in staging}
    named |= {name for name in staging if models[name]}
    page = (ROOT / "docs" / "carried-over.md").read_text()
    assert set(re.findall(r"`(\w+)`", page.split("## What the moment enters")[1])) == named


def _read(sql: str) -> set[tuple[str, str]]:
    tables = sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Table)
    return {(table.db, table.name) for table in tables if table.db}


def _place(node: dict[str, Any]) -> tuple[str, str]:
    return node["schema"], node.get("alias") or node["identifier"]
