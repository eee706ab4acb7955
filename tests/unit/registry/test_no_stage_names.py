"""No model, macro, rule of the catalogue or part of the engine knows a stage by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from customer_truth.registry.load import load_registry
from customer_truth.registry.meanings import MEANINGS
from tests.conftest import ROOT

REGISTRY = load_registry(ROOT)
NAMES = {row.stage for row in REGISTRY.stages}
# A word of the vocabulary and the name of a lifecycle are the engine's own.
OURS = {word for words in MEANINGS.values() for word in words} | set(MEANINGS)
# Words that happen to be a stage of the demo company, and mean something else where they stand.
OTHER_WORDS = {
    "models/intermediate/lifecycle/int_forecast_deals__outcome.sql": {
        "open"
    },  # what came of a forecast
    "models/intermediate/delivery/int_orders__promised.sql": {
        "requested"
    },  # the basis of an OTIF definition
    "models/marts/revenue/revenue_bridge.sql": {"open", "contracted", "billed", "recognised"},
    "models/marts/revenue/revenue_positions.sql": {
        *("projected", "contracted", "billed", "recognised")  # a rung of our own
    },
    # Statuses of the desk, which are the vendor's own.
    "models/staging/zendesk/stg_zendesk__clock_stretches.sql": {"new", "open", "pending"},
    "models/staging/zendesk/stg_zendesk__staff.sql": {"solved", "closed"},
    "src/customer_truth/cli/look.py": {"new"},
    "src/customer_truth/cli/upgrade.py": {"new"},
    "src/customer_truth/extracts/ending.py": {"ended"},
    "src/customer_truth/gate/meaning.py": {"open"},
    "src/customer_truth/lint/service.py": {"requested"},
    "src/customer_truth/nightly/republish.py": {"new"},
    "src/customer_truth/notify/message.py": {"new"},
    "src/customer_truth/quality/record.py": {"new"},
    "src/customer_truth/quality/table_nights.py": {"accepted"},
    "src/customer_truth/quality/tables.py": {"new"},
    "src/customer_truth/report/gate_machine.py": {"closed"},  # a contradiction
    "src/customer_truth/report/machine.py": {"new"},
    "src/customer_truth/rulebook.py": {"new"},
    "src/customer_truth/site/evidence.py": {"open"},
    "src/customer_truth/site/script.py": {"ended"},  # a night
    "src/customer_truth/windows/osm.py": {"open"},
}
QUOTED = re.compile(r"""(['"])([a-z_]+)\1""")
COMPARED = re.compile(
    r"\b(?:\w+_)?(?:stage|ticket_status|lead_state)\s*(?:=|<>|in\b|not in\b)\s*\(?'"
)


def _files() -> Iterator[Path]:
    for folder, kinds in (
        ("models", (".sql",)),
        ("macros", (".sql",)),
        ("src/customer_truth", (".py",)),
    ):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in kinds and "demo" not in path.relative_to(ROOT).parts:
                yield path


@pytest.mark.parametrize("path", list(_files()), ids=lambda path: path.stem)
def test_code_names_no_stage(path: Path) -> None:
    text = path.read_text("utf-8")
    named = {word for _, word in QUOTED.findall(text)} & (NAMES - OURS)
    assert named <= OTHER_WORDS.get(path.relative_to(ROOT).as_posix(), set())
    if path.suffix == ".sql":
        compared = [found for found in COMPARED.findall(text) if "source_stage" not in found]
        assert compared == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "expectations").glob("*.yml")), ids=lambda p: p.stem
)
def test_rules_name_no_stage(path: Path) -> None:
    suite = yaml.safe_load(path.read_text("utf-8"))
    event = (suite.get("trace") or {}).get("event")
    assert event in (None, "stage_means")
    for rule in suite["rules"]:
        assert "stage" not in rule, rule["id"]
        criterion = f"{rule.get('when', '')} {rule.get('must', '')}"
        named = {word for _, word in QUOTED.findall(criterion)} & (NAMES - OURS)
        assert not named, rule["id"]
        compared = [found for found in COMPARED.findall(criterion) if "source_stage" not in found]
        assert compared == [], rule["id"]
