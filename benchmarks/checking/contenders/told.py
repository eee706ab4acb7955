"""What a contender is asked, and how it answers."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any


def asked() -> tuple[str, list[dict[str, Any]]]:
    """The DuckDB file with the table `records`, and the rules; called when all is imported."""
    print(json.dumps(_now()))
    return sys.argv[1], json.loads(Path(sys.argv[2]).read_text())


def answer(failing: dict[str, int], keys: int | None = None) -> None:
    """How many records fail each rule; `keys` is how many failing keys were delivered."""
    print(json.dumps({**_now(), "failing": failing, "keys": keys}))


def _now() -> dict[str, float]:
    """Seconds of wall, and of CPU with that of processes it has waited for."""
    return {"wall": time.monotonic(), "cpu": sum(os.times()[:4])}
