"""What the machine lacks is told as that, not as a fault of what was being done."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from customer_truth.cli.night import _telling
from customer_truth.site.render import write_page


class _Starved:
    """Templates on a machine without memory."""

    def get_template(self, _: str) -> Any:
        raise MemoryError


def test_a_page_for_which_memory_runs_out_is_not_blamed(tmp_path: Path) -> None:
    starved: Any = _Starved()
    with pytest.raises(MemoryError):
        write_page(starved, "front.html", tmp_path / "index.html")


def test_alerts_for_which_the_disk_is_full_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/home/ledger.duckdb")

    monkeypatch.setattr("customer_truth.notify.notify.tell", full)
    lines: list[str] = []
    none: Any = None
    _telling(none, lines, lambda _: None)(none, none)
    assert lines == [
        "Alerts   /home/ledger.duckdb: cannot be used (No space left on device). "
        "Free space there; what was published stays."
    ]
