"""Lists for people: a table where it fits, a block a row where not, and nothing is ever cut."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from customer_truth.cli import console
from customer_truth.cli import rows as listing
from customer_truth.cli.options import Format
from customer_truth.cli.rows import write_rows

_ROW: dict[str, object] = {
    "rule_id": "won_deal_has_a_customer_record",
    "record_key": "salesforce:0061x00000AbCdEfGhIjKl/salesforce:0061x00000AbCdEfGhIjKm",
    "owner": "",
    "first_seen": date(2026, 11, 2),
}
_NAMES = tuple(_ROW)


def _printed(monkeypatch: pytest.MonkeyPatch, width: int | None) -> str:
    file = io.StringIO()
    if width is None:
        console_ = Console(file=file, soft_wrap=True, width=console._NO_WIDTH)
    else:
        console_ = Console(file=file, soft_wrap=True, width=width)
    for module in (console, listing):
        monkeypatch.setattr(module, "out", console_)
    write_rows([_ROW, _ROW], Format.TABLE, _NAMES, _NAMES)
    return file.getvalue()


def test_a_list_wider_than_the_terminal_becomes_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _printed(monkeypatch, 80).splitlines()
    assert lines[:4] == [
        "won_deal_has_a_customer_record",
        f"  record_key  {_ROW['record_key']}",
        "  first_seen  2026-11-02",
        "",
    ]


def test_a_list_that_fits_stays_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _printed(monkeypatch, 160).splitlines()
    assert len(lines) == 3
    assert all(name in lines[0] for name in _NAMES)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 300) | st.none())
def test_no_id_is_cut_or_broken_at_any_width(width: int | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        printed = _printed(patch, width)
    assert printed.count(str(_ROW["record_key"])) == 2
    assert printed.count(str(_ROW["rule_id"])) == 2
    assert "…" not in printed


def test_a_pipe_has_no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_ROW, "record_key", "k" * 5_000)
    lines = _printed(monkeypatch, None).splitlines()
    assert len(lines) == 3
    assert "k" * 5_000 in lines[1]
    assert lines[1] == lines[1].rstrip()
