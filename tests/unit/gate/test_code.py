"""The engine's own models bring no code along but the one that asks what is being built."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.gate.code import brings_code
from tests.conftest import ROOT

_MODELS = sorted((ROOT / "models").rglob("*.sql"))


def test_models_as_they_are_do_no_more_than_select() -> None:
    nothing = Path("nowhere.sql")
    found = [path.name for path in _MODELS if brings_code(nothing, path, ROOT / "macros")]
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
    ],
)
def test_whatever_is_not_known_to_be_harmless_is_code(tag: str, tmp_path: Path) -> None:
    was, now = tmp_path / "was.sql", tmp_path / "now.sql"
    was.write_text("select 1 from {{ ref('x') }}")
    now.write_text("select 1 from {{ ref('x') }}\n" + tag)
    assert brings_code(was, now, ROOT / "macros")
    was.write_text(now.read_text())
    assert not brings_code(was, now, ROOT / "macros")
