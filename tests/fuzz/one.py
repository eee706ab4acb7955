"""One mutant again: `python -m tests.fuzz.one SEED:SUITE:NUMBER` shows it, and where it fails."""

from __future__ import annotations

import difflib
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.fuzz import night
from tests.fuzz.world import make_world


def main(name: str) -> None:
    """Prints how the mutant differs, then runs it; whatever it raises is shown whole."""
    with tempfile.TemporaryDirectory() as folder:
        world = make_world(Path(folder), name.split(":")[1])
        file, content = world.mutate(Random(name))
        before = (world.root / file).read_text().splitlines()
        after = content.decode("utf-8", "replace").splitlines()
        for line in difflib.unified_diff(before, after, str(file), name, n=1, lineterm=""):
            print(repr(line[:200]))
        (world.root / file).write_bytes(content)
        print("sound" if night.run(world.root) else "refused")


if __name__ == "__main__":
    main(sys.argv[1])
