"""Models read in one direction, and each of them says in a sentence what its rows are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

MODELS = ROOT / "models"
LAYERS = ("staging", "intermediate", "marts")
# A name that a loop puts together still says by its beginning in which layer it lies.
READ = re.compile(r"ref\(\s*'(?P<name>\w+)'\s*(?P<goes_on>~)?")


def names(layer: str) -> set[str]:
    return {path.stem for path in (MODELS / layer).rglob("*.sql")}


def reads(path: Path) -> Iterator[str]:
    """The layer of everything that a file of SQL reads, with the name as written."""
    for found in READ.finditer(path.read_text()):
        name = found["name"]
        for layer in LAYERS:
            known = names(layer)
            if any(one.startswith(name) for one in known) if found["goes_on"] else name in known:
                yield f"{layer}: {name}"


def sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in MODELS.rglob("*.yml"):
        for model in yaml.safe_load(path.read_text()).get("models", ()):
            found[model["name"]] = model.get("description", "")
    return found


@pytest.mark.parametrize(
    ("folder", "above"),
    [("models/staging", LAYERS[1:]), ("models/intermediate", LAYERS[2:]), ("macros", LAYERS[2:])],
)
def test_no_model_or_macro_reads_a_later_layer(folder: str, above: tuple[str, ...]) -> None:
    back = {
        f"{path.name} reads {read}"
        for path in (ROOT / folder).rglob("*.sql")
        for read in reads(path)
        if read.startswith(above)
    }
    assert back == set()


def test_a_reference_is_written_so_that_its_layer_can_be_read() -> None:
    """Only the registry's tables may come from a loop, by the name `table`."""
    unread = {
        f"{path.name}: {line.strip()}"
        for folder in ("models/staging", "models/intermediate", "macros")
        for path in (ROOT / folder).rglob("*.sql")
        for line in path.read_text().splitlines()
        if len(re.findall(r"\bref\(", line)) != len(READ.findall(line)) and "ref(table)" not in line
    }
    assert unread == set()


@pytest.mark.parametrize("layer", LAYERS)
def test_every_model_says_in_one_sentence_what_its_rows_are(layer: str) -> None:
    said = sentences()
    wrong = {
        name: said.get(name, "")
        for name in names(layer)
        if not re.fullmatch(r"One row .*[^.]\.", said.get(name, ""))
    }
    assert wrong == {}


def test_intermediate_models_lie_in_folders_by_subject() -> None:
    assert [path.name for path in (MODELS / "intermediate").glob("*.sql")] == []
    subjects = {path.name for path in (MODELS / "marts").iterdir()}
    assert {path.name for path in (MODELS / "intermediate").iterdir()} <= subjects
