"""Plants: the small declared defects of the demo company, one file a suite of rules."""

from __future__ import annotations

from pathlib import Path

from customer_truth.definitions.load import every_suite
from customer_truth.demo.plant import Change, Finds, Plant
from customer_truth.demo.plant_file import PlantFile
from customer_truth.errors import Unusable
from customer_truth.files.lined_yaml import read_yaml

__all__ = ["Change", "Finds", "Plant", "load_plants"]

_DEFECTS = Path(__file__).parent / "defects"


def load_plants(root: Path, folder: Path = _DEFECTS) -> list[Plant]:
    """The plants of the rules of the project at `root`, in a fixed order.

    `Unusable` names every bad one in `folder`, file and line.
    """
    rules = {rule.id: rule.mart for suite in every_suite(root) for rule in suite.rules}
    plants: list[Plant] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        reader = PlantFile(Path(folder.name) / path.name, read_yaml(path), rules)
        plants.extend(reader.plants())
        problems.extend(str(problem) for problem in reader.problems)
    if problems:
        raise Unusable(*problems)
    if not plants:
        raise Unusable(f"{folder}: has no plants, needs some for each rule. Restore the folder.")
    return plants
