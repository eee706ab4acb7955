"""Plants: small declared defects, kept beside the passing and failing rows of each rule."""

from __future__ import annotations

from pathlib import Path

from customer_truth.definitions.load import every_suite
from customer_truth.demo.plant import Change, Finds, Plant
from customer_truth.demo.plant_file import PlantFile
from customer_truth.errors import Unusable
from customer_truth.files.lined_yaml import read_yaml
from customer_truth.planted.rows import FOLDER

__all__ = ["Change", "Finds", "Plant", "load_plants"]


def load_plants(root: Path) -> list[Plant]:
    """The plants of a project in a fixed order; `Unusable` names every bad one, file and line."""
    rules = {rule.id: rule.mart for suite in every_suite(root) for rule in suite.rules}
    plants: list[Plant] = []
    problems: list[str] = []
    for path in sorted((root / FOLDER).glob("*.yml")):
        reader = PlantFile(path.relative_to(root), read_yaml(path), rules)
        plants.extend(reader.plants())
        problems.extend(str(problem) for problem in reader.problems)
    if problems:
        raise Unusable(*problems)
    if not plants:
        raise Unusable(f"{FOLDER}: has no plants, needs `plants` in its files. Restore the folder.")
    return plants
