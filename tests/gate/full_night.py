"""A whole night by definitions that lint may refuse, for a comparison by brute force.

`python -m tests.gate.full_night PROJECT HOME`
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from customer_truth.definitions.load import Definitions
from customer_truth.gate.side import load_side
from customer_truth.nightly import night as nightly
from customer_truth.project import open_settings


def _as_they_stand(root: Path, today: date) -> Definitions:
    side = load_side(root, today)
    return side.only(set(side.rules))


if __name__ == "__main__":
    project, home = map(Path, sys.argv[1:])
    nightly.load_definitions = _as_they_stand
    # A page's address cannot be made of a list of owners; nothing is compared on pages.
    nightly.site.stage = lambda *_: None
    nightly.run_nightly(open_settings(project, home=home), as_of=None, progress=lambda _: None)
