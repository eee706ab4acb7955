"""Marts are what their schema files declare; nothing is safe to show unless it says so."""

from __future__ import annotations

from pathlib import Path

from customer_truth.definitions.marts import Column, load_marts

VISITS = """\
models:
  - name: visits
    description: One row per visit.
    config: {meta: {owner: sales_operations}}
    columns:
      - {name: visit_id, data_type: text, config: {meta: {safe: true}}}
      - {name: amount, data_type: "numeric(18,2)", description: The price., meta: {safe: true}}
      - {name: email, data_type: text, meta: {safe: true, personal: true}}
      - {name: note, data_type: text}
      - {name: stage, data_type: text, meta: {safe: "yes"}}
"""


def write(root: Path, name: str, text: str) -> None:
    path = root / "models" / "marts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_mart_has_owner_columns_and_place(tmp_path: Path) -> None:
    write(tmp_path, "lifecycle/visits.yml", VISITS)
    marts, problems = load_marts(tmp_path)
    mart = marts["visits"]
    assert problems == []
    assert (mart.owner, mart.line) == ("sales_operations", 2)
    assert mart.file == Path("models/marts/lifecycle/visits.yml")
    assert mart.columns["amount"] == Column(
        name="amount", data_type="numeric(18,2)", safe=True, description="The price."
    )
    assert mart.columns["note"].description == ""


def test_only_what_is_declared_safe_is_safe(tmp_path: Path) -> None:
    write(tmp_path, "visits.yml", VISITS)
    columns = load_marts(tmp_path)[0]["visits"].columns
    assert [name for name, column in columns.items() if column.safe] == ["visit_id", "amount"]


def test_two_contracts_for_one_mart_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.yml", VISITS)
    write(tmp_path, "b.yml", VISITS)
    _, problems = load_marts(tmp_path)
    assert "models/marts/a.yml:2" in str(problems[0])


def test_a_broken_schema_file_is_told_and_raises_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.yml", "models: [")
    write(tmp_path, "b.yml", "models: words")
    marts, problems = load_marts(tmp_path)
    assert marts == {}
    assert [problem.where for problem in problems] == ["schema file", "schema file"]
