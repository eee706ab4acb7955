"""A name of the definitions can be a file, a page's address, a table and a node of dbt alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_truth.lint import lint
from customer_truth.rules.schema import A_NAME, is_name
from tests.unit.lint.lint_project import TODAY, make_project

UNUSABLE = ["two words", "Deal", "a/b", "..", "con", "nul", "dé", "1st", "_x", "a-b", "a" * 61]


def renamed(root: Path, file: str, old: str, new: str) -> Path:
    path = root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return root


@pytest.mark.parametrize("name", UNUSABLE)
@pytest.mark.parametrize(
    ("file", "old", "new", "where"),
    [
        ("seeds/lifecycles.csv", ",deal,", ",{},", "lifecycle opportunity"),
        ("seeds/owners.csv", "\narchivist,", "\n{},", "role "),
        ("seeds/decision_rights.csv", "\nforecast_entry,", "\n{},", "decision "),
        ("seeds/lifecycle_stages.csv", ",won,", ",{},", "stage opportunity/"),
        ("seeds/source_systems.csv", "\nsalesforce,", "\n{},", "source system "),
        ("expectations/visits.yml", "id: proposal_has_amount", "id: '{}'", "rule "),
        ("expectations/visits.yml", "suite: ", "suite: '{}' #", "suite "),
    ],
)
def test_a_name_that_could_not_be_used_is_refused_by_lint(
    tmp_path: Path, file: str, old: str, new: str, where: str, name: str
) -> None:
    root = renamed(make_project(tmp_path), file, old, new.format(name))
    told = [str(p) for p in lint(root, TODAY) if A_NAME in p.message]
    assert any(line.startswith(file) and where in line for line in told), lint(root, TODAY)


def test_a_record_word_that_makes_a_rule_too_long_is_refused(tmp_path: Path) -> None:
    root = renamed(make_project(tmp_path), "seeds/lifecycles.csv", ",deal,", f",{'a' * 40},")
    (told, *_) = [p.message for p in lint(root, TODAY) if "makes the rule" in p.message]
    assert "Shorten it." in told


@pytest.mark.parametrize("version", ["v2", "1.0", "99999999999", "१"])
def test_a_version_that_no_integer_column_takes_is_refused(tmp_path: Path, version: str) -> None:
    old = "sales_operations,true,false,45,Pipeline,1,"
    new = old.replace(",1,", f",{version},")
    root = renamed(make_project(tmp_path), "seeds/lifecycle_stages.csv", old, new)
    assert any("as version, needs a whole number" in p.message for p in lint(root, TODAY))


@pytest.mark.parametrize("days", ["2147483648", "9" * 30, "9" * 5000])
def test_a_number_that_no_integer_column_takes_is_refused(tmp_path: Path, days: str) -> None:
    root = renamed(make_project(tmp_path), "seeds/lifecycle_stages.csv", ",45,", f",{days},")
    assert any("needs a whole number" in p.message for p in lint(root, TODAY))


@given(st.text(max_size=70))
def test_what_is_a_name_is_safe_everywhere(text: str) -> None:
    if is_name(text):
        assert re.fullmatch("[a-z0-9_]+", text)
        assert len(text) <= 60
        assert text == text.casefold() == Path(text).name
