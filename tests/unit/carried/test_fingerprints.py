"""What a step of dbt reads tells it apart, whatever lies between; and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.carried.fingerprints import code_hash, fingerprints, reading_order
from customer_truth.matching.night import COMPARED, FILLED
from customer_truth.project import open_settings
from tests.nights.conftest import copy_project

RAW = [f"source.p.crm.t{number}" for number in range(3)]
PAIRS = f"source.p.matching.{FILLED[0]}"


def node(name: str, reads: Sequence[str], kind: str = "model") -> tuple[str, dict[str, Any]]:
    told: dict[str, Any] = {"name": name, "alias": name, "schema": "marts", "resource_type": kind}
    told |= {"depends_on": {"nodes": list(reads)}}
    return f"{kind}.p.{name}", told


def manifest(*nodes: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    names = {id: id.split(".")[-1] for id in [*RAW, PAIRS]}
    sources = {id: {"name": n, "identifier": n, "schema": "raw"} for id, n in names.items()}
    return {"nodes": dict(nodes), "sources": sources}


@st.composite
def manifests(draw: st.DrawFn) -> dict[str, Any]:
    """Models that read raw tables and each other, one of which is what matching compares."""
    made: list[tuple[str, dict[str, Any]]] = []
    for name in [*(f"m{number}" for number in range(draw(st.integers(1, 6)))), COMPARED]:
        known = [*RAW, *(id for id, _ in made)]
        made.append(node(name, draw(st.lists(st.sampled_from(known), unique=True, max_size=3))))
    made.append(node("suspects", [PAIRS]))
    return manifest(*draw(st.permutations(made)))


def below(found: Mapping[str, Any], changed: str) -> set[str]:
    """All that reads something, or what reads it: matching reads what it compares."""
    compared = f"model.p.{COMPARED}"
    reached = {changed}
    while True:
        more = {id for id, n in found["nodes"].items() if reached & set(n["depends_on"]["nodes"])}
        more |= {PAIRS} if compared in reached else set()
        if more <= reached:
            return reached
        reached |= more


@given(manifests(), st.sampled_from([*RAW, PAIRS]))
def test_a_changed_input_changes_what_reads_it_and_nothing_else(
    found: dict[str, Any], changed: str
) -> None:
    inputs = dict.fromkeys([*RAW, PAIRS], "as it was")
    was = fingerprints(found, "code", inputs)
    now = fingerprints(found, "code", inputs | {changed: "another"})
    assert {id for id in was if was[id] != now[id]} == below(found, changed) & was.keys()


@pytest.mark.parametrize("sql", ['from "db"."raw"."t1" as t', 'from "raw"."t1"', "from raw.t1"])
def test_what_only_the_sql_names_is_read_too(sql: str) -> None:
    id, told = node("through_all", [])
    found = manifest(node(COMPARED, []), (id, told | {"compiled_code": sql}))
    was, now = (fingerprints(found, "code", {RAW[1]: content}) for content in ("one", "two"))
    assert was[id] != now[id]
    assert was == fingerprints(found, "code", {RAW[1]: "one", RAW[0]: "two"})


@given(manifests())
def test_other_code_makes_every_step_another_one(found: dict[str, Any]) -> None:
    was, now = (fingerprints(found, code, {}) for code in ("one", "two"))
    assert not was.items() & now.items()
    assert was.keys() == found["nodes"].keys()


@given(manifests())
def test_what_is_read_comes_before_what_reads_it(found: dict[str, Any]) -> None:
    order = reading_order(found)
    for place, id in enumerate(order):
        read = found["nodes"][id]["depends_on"]["nodes"]
        assert {one for one in read if one in found["nodes"]} <= set(order[:place])


def hashed(project: Path, **options: Any) -> str:
    return code_hash(open_settings(project, home=project, **options))


@pytest.mark.parametrize(
    "place",
    [
        *("models/marts/customer/customers.sql", "models/marts/customer/_customer__marts.yml"),
        *("macros/text.sql", "models/of_its_own.py", "macros/deep/er.sql", "profiles/profiles.yml"),
        *("tests/data/of_its_own.sql", "seeds/_seeds.yml", "dbt_project.yml"),
        "dbt_packages/somebodys/macros/one.sql",
    ],
)
def test_whatever_dbt_reads_as_code_is_code(tmp_path: Path, place: str) -> None:
    project = copy_project(tmp_path)
    was = hashed(project)
    path = project / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write("\n# another line\n")
    assert hashed(project) != was


def test_a_macro_in_a_folder_that_only_the_settings_name_is_code(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    settings = project / "dbt_project.yml"
    settings.write_text(settings.read_text().replace("[macros]", "[macros, own]"))
    was = hashed(project)
    (project / "own").mkdir()
    (project / "own" / "one.sql").write_text("{% macro one() %}1{% endmacro %}")
    assert hashed(project) != was


@pytest.mark.parametrize("place", ["seeds/owners.csv", "expectations/orders.yml", "README.md"])
def test_reviewed_rows_and_rules_are_no_code(tmp_path: Path, place: str) -> None:
    project = copy_project(tmp_path)
    was = hashed(project)
    with (project / place).open("a") as file:
        file.write("\n")
    assert hashed(project) == was


def test_a_night_of_other_systems_is_of_other_code(tmp_path: Path) -> None:
    project = copy_project(tmp_path)
    assert hashed(project, sources="salesforce,zendesk") != hashed(project)
