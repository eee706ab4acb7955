"""Many values are read on every core, and come back as one process would read them."""

from __future__ import annotations

import os

import pytest

from customer_truth.extracts import readers
from customer_truth.extracts.readers import Readers
from customer_truth.identifiers.kinds import read

TYPED = [("email", "", f"Person{number}@acme.example.com") for number in range(50)] + [
    ("phone", "US", "(704) 555-0100"),
    ("phone", "", "040 66969123"),
]


def test_values_read_by_several_processes_come_back_in_their_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "_AT_ONCE", 10)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    here = os.getpid()

    def elsewhere_only(*_: str) -> None:
        pytest.fail(f"read in the process {here} itself")

    monkeypatch.setattr(readers, "read", elsewhere_only)
    with Readers() as several:
        assert list(several.read(TYPED)) == [read(kind, at, by) for kind, by, at in TYPED]
        assert list(several.read(TYPED[-2:] * 10))[1] == (None, "no country, no +")
    assert several.guard.raised == []


def test_an_unknown_kind_costs_its_value_only_in_another_process_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers, "_AT_ONCE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Readers() as several:
        found = list(several.read([("nonsense", "", "secret"), TYPED[0]]))
    assert found == [(None, "cannot be read"), ("person0@acme.example.com", None)]
    (told,) = several.guard.raised
    assert "KeyError" in told
    assert "secret" not in told
