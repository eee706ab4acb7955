"""Training learns weights from the records alone, and the same ones each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from customer_truth.matching.model_file import load_model
from customer_truth.matching.score import score
from customer_truth.matching.train import train
from customer_truth.warehouse.local_matching import LocalMatching

MODEL = """\
model: persons
prior: 0.001
suspected_from: 0.9
block_on: [[number], [name]]
train_on: [[number], [name]]
comparisons:
  - {field: name, levels: [{is: equal}, {is: jaro_winkler 0.9}, {is: different}]}
  - {field: number, levels: [{is: equal}, {is: levenshtein 1}, {is: different}]}
  - {field: town, levels: [{is: equal}, {is: different}]}
"""


@pytest.fixture
def persons(engine: LocalMatching) -> LocalMatching:
    """Three hundred persons, each written down twice with a mistake now and then."""
    drawn = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = []
    for at in range(300):
        name, number = "".join(drawn.choices(letters, k=12)), f"{drawn.randrange(10**9):09}"
        town = drawn.choice(letters)
        wrong = drawn.random()
        twin = (name[:-1] + "é" if wrong < 0.2 else name, number if wrong < 0.8 else number[1:])
        rows += [(f"{at}-a", name, number, town), (f"{at}-b", *twin, town)]
    engine.connection.execute(
        "create table records (record_id text, customer_id text, name text, number text, town text)"
    )
    engine.connection.executemany(
        "insert into records values (?, ?, ?, ?, ?)", [(row[0], *row) for row in rows]
    )
    return engine


def test_weights_are_learnt_without_the_truth_and_find_it(
    persons: LocalMatching, tmp_path: Path
) -> None:
    path = tmp_path / "model.yml"
    path.write_text(MODEL, encoding="utf-8")
    model = load_model(tmp_path, path.relative_to(tmp_path))
    with pytest.raises(ValueError, match="needs training"):
        _ = model.comparisons[0].heaviest
    trained = train(persons, model)
    assert train(persons, model) == trained
    name, number, town = trained.comparisons
    assert [level.words for level in name.levels if level.weight > 0] == [
        "equal",
        "jaro_winkler 0.9",
    ]
    assert number.levels[0].weight > town.levels[0].weight > 0 > town.levels[-1].weight
    assert name.levels[1].m == pytest.approx(0.2, abs=0.1)
    assert score(persons, trained).suspected == 300
    found = persons.connection.execute(
        "select record_id_a, record_id_b from scored_pairs"
    ).fetchall()
    assert all(one.split("-")[0] == other.split("-")[0] for one, other in found)
