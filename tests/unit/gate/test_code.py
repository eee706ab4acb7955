"""The engine's own models bring no code along but the one that asks what is being built."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.gate.code import brings_code
from tests.conftest import ROOT

MACROS = sorted((ROOT / "macros").rglob("*.sql"))
_MODELS = sorted((ROOT / "models").rglob("*.sql"))


def test_models_as_they_are_do_no_more_than_select() -> None:
    nothing = Path("nowhere.sql")
    found = [path.name for path in _MODELS if brings_code(nothing, path, MACROS)]
    assert found == ["source_records.sql"]


@pytest.mark.parametrize(
    "tag",
    [
        "{% set x = run_query('drop schema marts') %}",
        "{{ modules.os }}",
        "{{ ''.__class__ }}",
        "{{ x['__class__'] }}",
        "{% call statement('x') %}{% endcall %}",
        "{{ env_var('SECRET') }}",
        "{{ config(pre_hook='drop') }}",
        "{{ config({'post-hook': 'drop'}) }}",
        "{{ builtins.ref('x') }}",
        "{{ load_result('x') }}",
        "-- {{ log('x') }}",
        "{{ config(**{'pre_' ~ 'ho' ~ 'ok': 'drop'}) }}",
        "{{ config(*[{'pre_' ~ 'ho' ~ 'ok': 'drop'}]) }}",
        "{{ config({'pre_' ~ 'ho' ~ 'ok': 'drop'}) }}",
        "{{ config(materialized='incremental') }}",
        "{{ config(schema='registry') }}",
        "{{ config(sql_header='drop') }}",
        "{{ config.set('x', 'y') }}",
        "{% set config = ref %}{{ config('x') }}",
        "{% set settings = config %}{{ settings(pre_hook='drop') }}",
        "{% set f = [config] %}{{ f[0](pre_hook='drop') }}",
        "{% for f in [config] %}{{ f(pre_hook='drop') }}{% endfor %}",
        "{{ (config if true else ref)(pre_hook='drop') }}",
        "{{ ref|attr('x') }}",
        "{{ ['x']|map('upper') }}",
        "{{ [ref]|map(attribute='x')|list }}",
        "{{ context['run_query']('drop') }}",
        "{{ builtins['run' ~ '_query']('drop') }}",
        "{{ adapter.execute('drop') }}",
        "{{ api.Relation }}",
        "{{ dbt.run_query('drop') }}",
        "{{ customer_truth.today() }}",
        "{{ graph.nodes }}",
        "{{ this['x' ~ 'y'] }}",
        "{% do ref('x') %}",
        "{% macro ref(x) %}{% endmacro %}",
        "{% import 'x' as y %}",
        "{% include 'x' %}",
        "{% call today() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{% set x | upper %}x{% endset %}",
        "{% set (config, x) = (1, 2) %}",
        "{% materialization x, default %}{% endmaterialization %}",
        "{{ unclosed",
        "{{ type_families('x; drop schema marts') }}",
        "{{ duckdb__type_families('x; drop schema marts') }}",
    ],
)
def test_whatever_is_not_known_to_be_harmless_is_code(tag: str, tmp_path: Path) -> None:
    was, now = tmp_path / "was.sql", tmp_path / "now.sql"
    was.write_text("select 1 from {{ ref('x') }}")
    now.write_text("select 1 from {{ ref('x') }}\n" + tag)
    assert brings_code(was, now, MACROS)
    was.write_text(now.read_text())
    assert not brings_code(was, now, MACROS)


@pytest.mark.parametrize(
    "tag",
    [
        "{{ config(enabled='olist' in var('sources'), materialized='view') }}",
        "{% for x in ['a', 'b'] %}{{ x ~ '_at' }}{{ ',' if not loop.last }}{% endfor %}",
        "{% set x %}{{ today() }}{% endset %}{{ x }}",
        "{{ local_time(as_of() ~ ' - 1', 'x') }}",
    ],
)
def test_what_only_writes_the_select_is_none(tag: str, tmp_path: Path) -> None:
    now = tmp_path / "now.sql"
    now.write_text("select 1 " + tag)
    assert not brings_code(tmp_path / "was.sql", now, MACROS)


def test_text_that_code_may_run_is_code_as_well(tmp_path: Path) -> None:
    was, now = tmp_path / "was.sql", tmp_path / "now.sql"
    was.write_text("{% set x = 'select 1' %}{% set y = run_query(x) %}")
    now.write_text("{% set x = 'drop x' %}{% set y = run_query(x) %}")
    assert brings_code(was, now, MACROS)


_CONTRACT = """
models:
  - name: visits
    description: A visit.
    config: {contract: {enforced: true}, meta: {owner: x}}
    columns:
      - {name: id, data_type: "numeric(18, 2)", data_tests: [unique]}
"""


def test_contracts_as_they_are_bring_no_code() -> None:
    nothing = Path("nowhere.yml")
    contracts = [*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").glob("*.yml")]
    found = {path.name for path in contracts if brings_code(nothing, path, MACROS)}
    assert all(name.endswith("__sources.yml") for name in found), found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("config: {", "config: {pre-hook: drop, "),
        ("config: {", "config: {+pre_hook: drop, "),
        ("config: {", 'config: {"pre\\x2dhook": drop, '),
        ("config: {", 'config: {"post-{{ x }}": drop, '),
        ("config: {", "config: {<<: {pre-hook: drop}, "),
        ("config: {", "config: {sql_header: drop, "),
        ("config: {", "config: {materialized: own, "),
        ("config: {", "config: {grants: {select: [x]}, "),
        ("name: visits", "name: visits\n    constraints: [{type: check, expression: drop}]"),
        ("[unique]", "[{accepted_values: {values: ['{{ run_query(1) }}']}}]"),
        ("[unique]", "[own]"),
        ("[unique]", "[{unique: {config: {where: 'x'}}}]"),
        ("numeric(18, 2)", "text); drop x; --"),
        ("A visit.", "'{{ run_query(1) }}'"),
        ("models:", "macros: [{name: x}]\nmodels:"),
        ("models:", "models: ["),
    ],
)
def test_contract_that_sets_anything_unknown_brings_code(
    old: str, new: str, tmp_path: Path
) -> None:
    was, now = tmp_path / "was.yml", tmp_path / "now.yml"
    was.write_text(_CONTRACT)
    now.write_text(_CONTRACT)
    assert not brings_code(was, now, MACROS)
    assert old in _CONTRACT
    now.write_text(_CONTRACT.replace(old, new, 1))
    assert brings_code(was, now, MACROS)
