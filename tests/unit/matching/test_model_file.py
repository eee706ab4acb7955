"""What is wrong in a model file is told at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.matching.model_file import CUSTOMERS, check_model, load_model

SOUND = """\
model: customers
prior: 1e-6
suspected_from: 0.9
most_sharing: 20
block_on:
  - [tax_id]
  - [name_key, tax_id]
comparisons:
  - field: tax_id
    identifies: true
    levels:
      - {is: equal, m: 0.9, u: 0.001}
      - {is: different, m: 0.1, u: 0.999}
  - field: name
    column: name_key
    common_among: 100
    levels:
      - {is: equal, m: 0.8, u: 0.1}
      - {is: jaro_winkler 0.9, m: 0.1, u: 0.1}
      - {is: different, m: 0.1, u: 0.8}
"""

BROKEN = [
    ("prior: 1e-6", "prior: 2", 2, "has prior 2, needs a number between 0 and 1"),
    ("suspected_from: 0.9\n", "", 1, "has no suspected_from, needs it"),
    ("most_sharing: 20", "most_sharing: 1", 4, "has most_sharing 1, needs a whole number from 2"),
    ("most_sharing", "most_shared", 4, "Did you mean most_sharing?"),
    ("[name_key, tax_id]", "[nam_key]", 7, "the column nam_key, which nothing compares"),
    ("is: jaro_winkler 0.9", "is: alike", 19, "has the answer 'alike', needs equal, different"),
    ("is: jaro_winkler 0.9", "is: jaro_winkler", 19, "has the answer 'jaro_winkler'"),
    ("is: jaro_winkler 0.9", "is: different", 17, "for name no 'different' at the end"),
    ("{is: different, m: 0.1, u: 0.999}", "{is: different, m: 0.2, u: 0.999}", 11, "an m of 1.1"),
    ("{is: different, m: 0.1, u: 0.8}", "{is: last 7, m: 0.1, u: 0.8}", 17, "no 'different' at"),
    ("field: name", "field: tax_id", 14, "has the field tax_id twice"),
    ("field: name", "field: Name", 14, "has the field 'Name', needs a name in lower case"),
    ("common_among: 100", "common_among: few", 16, "has common_among 'few'"),
    ("is: jaro_winkler 0.9", "is: swapped with nobody", 19, "the column nobody, which nothing"),
    ("model: customers\n", "- model\n", 2, "broken YAML"),
]


def write(root: Path, text: str) -> Path:
    path = root / CUSTOMERS
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_model_is_read(tmp_path: Path) -> None:
    model = load_model(write(tmp_path, SOUND).parents[1])
    assert list(check_model(tmp_path)) == []
    assert model.columns == ("tax_id", "name_key")
    assert [block.columns for block in model.block_on] == [("tax_id",), ("name_key", "tax_id")]
    assert model.comparisons[1].levels[0].weight == pytest.approx(3)
    assert model.least_weight == pytest.approx(3.17, abs=0.01)


@pytest.mark.parametrize(("old", "new", "line", "told"), BROKEN)
def test_a_broken_model_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    assert old in SOUND
    path = write(tmp_path, SOUND.replace(old, new, 1))
    found = [p for p in check_model(tmp_path) if told in p.message]
    assert [p.line for p in found] == [line], [str(p) for p in check_model(tmp_path)]
    with pytest.raises(Unusable, match="matching/customers"):
        load_model(path.parents[1])


def test_the_nights_model_must_be_there_with_all_its_weights(tmp_path: Path) -> None:
    [problem] = check_model(tmp_path)
    assert problem.message.startswith("has no model, needs one")
    write(tmp_path, SOUND.replace(", m: 0.9, u: 0.001", ""))
    [problem] = check_model(tmp_path)
    assert problem.message.startswith("has for tax_id no m or no u, needs both")
