"""CODEOWNERS follows the registry, and a change that leaves it behind is found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import yaml

from customer_truth.gate import codeowners
from customer_truth.gate.result import FindingKind
from customer_truth.gate.side import load_side
from tests.conftest import ROOT
from tests.unit.gate.sides import Pair
from tests.unit.lint.lint_project import RULES

_OWNER = {RULES: [("owner: controller", "owner: sales_operations")]}
_ROLE = "chief"


def _keep(root: Path, text: str) -> None:
    path = root / codeowners.FILE
    path.parent.mkdir()
    path.write_text(text)


def test_the_projects_own_file_follows_its_registry() -> None:
    otherwise = yaml.safe_load((ROOT / "checkpoints" / "pull_request.yml").read_text())["otherwise"]
    assert codeowners.follows(load_side(ROOT, datetime.now(UTC).date()), otherwise), (
        "run: truth codeowners"
    )


def test_every_file_asks_the_owners_of_what_stands_in_it(tmp_path: Path) -> None:
    side = Pair(tmp_path, {}).base
    lines = codeowners.codeowners(side, _ROLE).splitlines()
    assert lines[-8:] == [
        "* @is",
        "/models/marts/lifecycle/stage_visits.* @bk",
        "/models/marts/lifecycle/visits.* @dm",
        "/models/marts/sources/connected_systems.* @bk",
        "/models/marts/sources/source_references.* @bk",
        "/models/marts/sources/source_tables.* @bk",
        "/models/marts/sources/words_in_use.* @bk",
        "/expectations/visits.yml @bk @dm",
    ]


def test_change_that_leaves_codeowners_behind_is_blocked(tmp_path: Path) -> None:
    pair = Pair(tmp_path, _OWNER)
    kept = codeowners.codeowners(pair.base, pair.policy.otherwise)
    for side in (pair.base, pair.head):
        _keep(side.root, kept)
    assert FindingKind.CODEOWNERS in {f.kind for f in pair.findings(pair.changes)}


def test_drift_of_before_does_not_block(tmp_path: Path) -> None:
    pair = Pair(tmp_path, _OWNER)
    for side in (pair.base, pair.head):
        _keep(side.root, "* @nobody\n")
    assert FindingKind.CODEOWNERS not in {f.kind for f in pair.findings(pair.changes)}


def test_project_without_the_file_is_not_asked_for_it(tmp_path: Path) -> None:
    pair = Pair(tmp_path, _OWNER)
    assert FindingKind.CODEOWNERS not in {f.kind for f in pair.findings(pair.changes)}
