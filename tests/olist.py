"""A night of real data: the marketplace whose extracts stand beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, truth

FOLDER = ROOT.parent / "shared" / "data" / "olist"


def olist_night(home: Path, *words: str) -> dict[str, Any]:
    """Runs a night on the marketplace's files, or on what `words` says; what it wrote of itself."""
    if not FOLDER.is_dir():
        pytest.skip(f"the Olist files are not at {FOLDER}")
    target = home / "olist.json"
    ended = truth(
        "nightly", "--sources", "olist", "--raw", FOLDER, "--json", target, *words, home=home
    )
    assert ended.code == 1, ended.err
    told: dict[str, Any] = json.loads(target.read_text())
    return told
