"""Where the engine lies: what ships with this package and no company edits."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def engine_root() -> Path:
    """The folder of the engine's models, macros, rules and tests.

    A wheel carries it inside the package. Of a checkout it is the repository itself, which is at
    the same time the home of the demo company.
    """
    carried = _PACKAGE / "engine"
    return carried if carried.is_dir() else _PACKAGE.parents[1]
