"""What the machine lacks is told as that, not as a fault of what was being done."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import DataError

from customer_truth.cli.night import _telling
from customer_truth.extracts.places import unreadable
from customer_truth.machine.trouble import shortened
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


@pytest.mark.parametrize(
    "words",
    [
        'Conversion Error: invalid date field format: "O\'Brien", expected format is (YYYY-MM-DD)',
        "Conversion Error: Could not convert string 'O'Brien' to INT32",
        'Invalid Input Error: Could not parse string "O\'Brien" according to format "%Y"',
        'Constraint Error: PRIMARY KEY or UNIQUE constraint violation: duplicate key "O\'Brien"',
        'invalid input syntax for type date: "O\'Brien"',
        'date/time field value out of range: "O\'Brien"',
    ],
)
def test_a_value_that_an_engine_repeats_is_never_told(words: str) -> None:
    assert "Brien" not in shortened(words)
    assert shortened(words).startswith(words[:12])


def test_a_number_that_is_out_of_range_is_not_told_either() -> None:
    words = "Conversion Error: Type INT64 with value 491715550 can't be cast to INT32"
    assert "491715550" not in shortened(words)


def test_a_place_that_an_engine_names_is_told() -> None:
    words = 'IO Error: Could not set lock on file "/srv/home/customer_truth.duckdb"'
    assert shortened(words) == words


def test_content_that_the_engine_cannot_read_is_not_repeated() -> None:
    words = 'Conversion Error: invalid date field format: "anna@x.de", expected (YYYY-MM-DD)'
    told = unreadable(DataError("select", {}, ValueError(words)))
    assert "anna" not in told
    assert "Conversion Error: invalid date field format" in told
