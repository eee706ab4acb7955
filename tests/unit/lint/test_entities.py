"""Entities, systems, marts and lifecycles that miss a part are told by file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from customer_truth.definitions.entities import load_entities
from customer_truth.definitions.selected import selected_columns
from customer_truth.lint.entities import check_entities
from customer_truth.lint.lint import lint
from customer_truth.registry.meanings import MEANINGS
from tests.conftest import ROOT
from tests.unit.lint.lint_project import TODAY, make_project

ENTITIES = """\
# Who the customers are.
# {% macro customer_entities() %}
accounts:
  systems: [salesforce]
  columns:
    account_id: text
    tax_id: text
# {% endmacro %}
"""
MODEL = """\
{{ config(enabled='salesforce' in var('sources')) }}

with typed as (
    {{ current_rows('salesforce', 'account') }}
),

renamed as (
    select
        {{ record_id('salesforce', 'id') }} as account_id,
        {%- for name in ['tax_id'] %}
        {{ name }}
        {%- endfor %}
    from typed
)

select * from renamed
"""
ROLE = """{{ join_word('roles', "'deal_role'", 'typed.role', "'salesforce'") }}"""
JOINED = f"from typed left join typed as other on true {ROLE}"
PLACE = "models/staging/salesforce/stg_salesforce__accounts.sql"
OF_CUSTOMERS = "macros/entities/customer.sql"


def project(root: Path, files: dict[str, str]) -> Path:
    make_project(root)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def told(root: Path) -> list[str]:
    return [str(problem) for problem in lint(root, TODAY)]


def test_an_entity_whose_systems_bring_its_columns_is_sound(tmp_path: Path) -> None:
    assert told(project(tmp_path, {OF_CUSTOMERS: ENTITIES, PLACE: MODEL})) == []


@pytest.mark.parametrize(
    "model",
    [
        MODEL.replace("'tax_id'", "'vat'"),
        MODEL.replace("['tax_id']", "[]").replace("as account_id,", "as account_id"),
        MODEL.replace("'tax_id'", "'vat'").replace("from typed", JOINED),
        "with a as ({{ words_in_records('salesforce', {}) }})\nselect *, 1 as account_id from a\n",
        "select id as account_id, tax_id as tax from x union all select 1, 2 as tax_id\n",
        "with a as (select tax_id from x), b as (select 1 as account_id from a)\nselect * from b\n",
    ],
)
def test_a_staging_model_that_misses_a_column_is_told_at_its_last_select(
    model: str, tmp_path: Path
) -> None:
    (problem,) = told(project(tmp_path, {OF_CUSTOMERS: ENTITIES, PLACE: model}))
    assert problem.startswith(f"{PLACE}:{len(model.splitlines())}: table stg_salesforce__accounts:")
    assert "has no column tax_id, needs every column of accounts" in problem
    assert f"({OF_CUSTOMERS}:3)" in problem


def test_columns_of_other_models_and_raw_tables_are_followed(tmp_path: Path) -> None:
    through = MODEL.replace(
        "select * from renamed", "select known.* from {{ ref('stg_x') }} as known"
    )
    raw = "select *, id as account_id from ({{ current_rows('salesforce', 'account') }}) as rows\n"
    files = {OF_CUSTOMERS: ENTITIES, "models/staging/salesforce/stg_x.sql": raw, PLACE: through}
    assert told(project(tmp_path, files)) == []
    files["models/staging/salesforce/stg_x.sql"] = raw.replace("as account_id", "as account")
    (problem,) = told(project(tmp_path, files))
    assert "has no column account_id" in problem


def test_an_entity_of_a_system_without_a_model_is_told(tmp_path: Path) -> None:
    (problem,) = told(project(tmp_path, {OF_CUSTOMERS: ENTITIES}))
    assert problem.startswith(f"{OF_CUSTOMERS}:3: entity accounts: ")
    assert f"needs {PLACE}" in problem


@pytest.mark.parametrize(
    ("old", "new", "line", "has"),
    [
        ("[salesforce]", "[salesforec]", 3, "the unknown system salesforec"),
        ("systems: [salesforce]", "system: [salesforce]", 4, "the unknown field system"),
        ("    account_id: text\n    tax_id: text\n", "", 5, "no columns"),
        ("# {% endmacro %}", "accounts:\n  columns: {id: text}", 8, "accounts twice"),
        ("    tax_id: text", "    tax_id: [text]", 5, "as columns"),
    ],
)
def test_a_wrong_declaration_is_told_at_its_line(
    old: str, new: str, line: int, has: str, tmp_path: Path
) -> None:
    files = {OF_CUSTOMERS: ENTITIES.replace(old, new), PLACE: MODEL}
    problems = told(project(tmp_path, files))
    assert any(p.startswith(f"{OF_CUSTOMERS}:{line}: ") and has in p for p in problems), problems


def test_a_model_that_cannot_be_read_raises_nothing(tmp_path: Path) -> None:
    for text in ("{% for %}", "select", "{{ 1 / 0 }}", "{{ x.y().z }}", "(" * 5000, "\0", ""):
        project(tmp_path, {OF_CUSTOMERS: ENTITIES, PLACE: text})
        list(check_entities(tmp_path))


def test_a_system_that_is_on_without_a_row_is_told_where_it_is_switched_on(tmp_path: Path) -> None:
    project(tmp_path, {"seeds/source_systems.csv": "source_system,title,owner\n"})
    problems = [problem for problem in told(tmp_path) if problem.startswith("dbt_project.yml")]
    (problem,) = problems
    assert problem.startswith("dbt_project.yml:3: ")
    assert "has the system salesforce that nobody owns" in problem


def test_a_system_that_may_be_switched_on_needs_a_row_too(tmp_path: Path) -> None:
    place = "models/staging/billing/_billing__sources.yml"
    (problem,) = told(project(tmp_path, {place: "sources: []\n"}))
    assert problem.startswith(
        f"{place}:1: system billing: has no owner, needs a row in source_systems"
    )


@pytest.mark.parametrize(
    ("line", "has"),
    [
        ("{{ config(enabled='salesforce' in var('sources')) }}", "a switch of its own"),
        ("select * from {{ ref('stg_salesforce__accounts') }}", "stg_salesforce__accounts, which"),
        (
            'select * from {{ ref( "stg_salesforce__accounts" ) }}',
            "stg_salesforce__accounts, which",
        ),
    ],
)
@pytest.mark.parametrize("place", ["marts/customer/mine.sql", "intermediate/int_mine__read.sql"])
def test_a_table_that_goes_with_its_system_is_told(
    place: str, line: str, has: str, tmp_path: Path
) -> None:
    file = f"models/{place}"
    (problem,) = told(project(tmp_path, {file: f"-- mine\n{line}\n"}))
    assert problem.startswith(f"{file}:2: table ")
    assert f"has {has}" in problem


def test_a_lifecycle_whose_records_no_table_knows_is_told_at_its_row(tmp_path: Path) -> None:
    project(tmp_path, {})
    (tmp_path / "models/intermediate/lifecycle/int_opportunity_visits__defined.sql").unlink()
    (problem,) = told(tmp_path)
    assert problem.startswith("seeds/lifecycles.csv:2: ")
    assert "has records that no table knows" in problem


def test_a_lifecycle_of_ones_own_is_named_in_the_settings(tmp_path: Path) -> None:
    own = {"models/int_returns_visits__defined.sql": "select 1\n"}
    root = project(tmp_path, own)
    with (root / "seeds/lifecycles.csv").open("a") as file:
        file.write("returns,return,From the call to the refund,sales_operations,,2024-01-01,\n")
    problems = [problem for problem in told(root) if "nothing reads" in problem]
    assert len(problems) == 1
    assert problems[0].startswith("seeds/lifecycles.csv:3: ")
    settings = root / "dbt_project.yml"
    settings.write_text(settings.read_text() + "  own_lifecycles: [returns]\n")
    assert not [problem for problem in told(root) if "nothing reads" in problem]


def test_the_mart_of_visits_reads_every_lifecycle_that_has_meanings() -> None:
    text = (ROOT / "models/marts/lifecycle/stage_visits.sql").read_text()
    listed = text.split("[", 1)[1].split("]", 1)[0]
    assert sorted(re.findall(r"\w+", listed)) == sorted(MEANINGS)


def test_the_columns_of_every_staging_model_of_an_entity_can_be_told() -> None:
    entities, problems = load_entities(ROOT)
    assert problems == []
    files = {path.stem: path for path in (ROOT / "models/staging").rglob("*.sql")}

    def columns(name: str) -> list[str] | None:
        if name.startswith("raw__"):
            return []
        return selected_columns(files[name].read_text(), columns) if name in files else None

    names = [f"stg_{system}__{one.name}" for one in entities.values() for system in one.systems]
    assert len(names) > 60
    assert [name for name in names if columns(name) is None] == []
