"""What a contender is asked, and how it answers."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def asked() -> tuple[str, list[dict[str, Any]]]:
    """The DuckDB file with the table `records`, and the rules; called when all is imported.

    The clock is one for all processes of the machine, and `BEGUN` is when this one was started.
    """
    wall = time.monotonic() - float(os.environ["BEGUN"])
    print(json.dumps({"wall": wall, "cpu": time.process_time()}))
    return sys.argv[1], json.loads(Path(sys.argv[2]).read_text())


def answer(failing: dict[str, int], keys: int | None = None) -> None:
    """How many records fail each rule; `keys` is how many failing keys were delivered."""
    print(json.dumps({"failing": failing, "keys": keys}))
