"""Where the words that the registry knows stand in the raw records."""

from __future__ import annotations

import re

from tests.conftest import ROOT

_PLACE = re.compile(r"'(?P<field>\w+)': \('(?P<table>\w+)', '(?P<column>\w+)'")


def word_places(system: str) -> dict[str, tuple[str, str]]:
    """Table and column of each field of a system, as its staging model of words says them."""
    file = ROOT / "models" / "staging" / system / f"stg_{system}__words.sql"
    places = _PLACE.finditer(file.read_text("utf-8"))
    return {found["field"]: (found["table"], found["column"]) for found in places}
