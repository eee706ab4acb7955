"""What lint says of the macros of a home that stands over the engine."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from pathlib import Path

import pytest

from customer_truth.files.layers import ADOPTION
from customer_truth.lint import lint
from customer_truth.lint.own_macros import check_own_macros
from tests.conftest import ROOT

ENTITIES = "# {% macro own_entities() %}\nreturns:\n  systems: []\n# {% endmacro %}\n"


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("ours.sql", "{% macro our_own(x) %}{{ x }}{% endmacro %}", ""),
        ("ours.sql", "{# {% macro unify(x) %} #}{% macro our_own(x) %}{% endmacro %}", ""),
        (
            "ours.sql",
            "{% macro our_own(x) %}{% endmacro %}\n{#\n#}\n{%- macro unify(entity) -%}\n",
            ":4: macro unify: has a macro that stands in for the engine's (catalogue/macros/un",
        ),
        ("a/b.sql", "\n{%\n  macro   unify ( entity ) %}", ":2: macro unify: has a macro"),
        (
            "ours.sql",
            "{% macro postgres__unify(entity) %}",
            ":1: macro postgres__unify: has a macro",
        ),
        ("ours.sql", "{% macro generate_schema_name(a, b) %}", ":1: macro generate_schema_name: "),
        ("entities/own.sql", ENTITIES, ""),
        (
            "entities/returns.sql",
            ENTITIES.replace("own_", "returns_"),
            ":1: entities: has entities in the macro returns_entities, which no model reads, "
            "needs the macro own_entities in macros/entities/own.sql.",
        ),
        ("entities/own.sql", ENTITIES.replace("own_", "our_"), ":1: entities: has entities in the"),
        ("entities/returns.sql", ENTITIES, ":1: entities: has entities in the macro own_entities"),
        ("entities/own.sql", "returns:\n  systems: []\n", ":1: entities: has entities in no macro"),
    ],
)
def test_a_macro_of_a_home_is_its_own_and_is_asked_for(
    tmp_path: Path, file: str, text: str, says: str
) -> None:
    path = tmp_path / "macros" / file
    path.parent.mkdir(parents=True)
    path.write_text(text)
    (tmp_path / ADOPTION).parent.mkdir()
    (tmp_path / ADOPTION).write_text("version: 0.2.0\n")
    told = [str(problem) for problem in check_own_macros(tmp_path)]
    assert len(told) == bool(says), told
    assert all(one.startswith(f"macros/{file}{says}") for one in told), told


def test_lint_refuses_a_macro_in_place_of_the_engines(tmp_path: Path) -> None:
    for file, text in (
        (ADOPTION, f"version: {version('customer-truth')}\nadopted_on: 2026-01-01\n"),
        (Path("dbt_project.yml"), "name: home\n"),
        (Path("macros/ours.sql"), "{% macro unify(entity) %}{% endmacro %}\n"),
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    told = [str(problem) for problem in lint(tmp_path, date(2026, 11, 20))]
    assert any(one.startswith("macros/ours.sql:1: macro unify: has ") for one in told), told


def test_the_engines_own_macros_are_no_home() -> None:
    assert list(check_own_macros(ROOT)) == []
