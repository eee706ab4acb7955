"""How much memory an engine that works in this process may hold."""

from __future__ import annotations

import os

from customer_truth.machine.environment import MEMORY, value_of

_MOST = 5 << 30


def memory_limit() -> str:
    """What the engine may hold before it spills to disk, unless told otherwise.

    Half the machine: DuckDB's own default of four fifths leaves too little for what it does not
    account for. Never more than lets a whole night, Python included, keep within 8 GiB.
    """
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return value_of(MEMORY, f"{min(half, _MOST) >> 20}MiB")
