"""Nothing slips past the gate: every way around it that was tried, and whose word it meets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.gate.bypasses import BYPASSES, Bypass
from tests.unit.gate.company import make_company


@pytest.mark.parametrize("bypass", BYPASSES, ids=lambda bypass: bypass.way)
def test_way_around_the_gate_meets_whose_word_it_needs(bypass: Bypass, tmp_path: Path) -> None:
    company = make_company(tmp_path, bypass.before)
    bypass.edit(company.root)
    if bypass.merged:
        company.merged(bypass.merged)
    alone = company.gated(author=bypass.author)
    assert (alone.missing, alone.blocked) == (bypass.roles, set(bypass.blocked)), alone.out
    assert bypass.kind in alone.kinds or not bypass.kind
    assert alone.code == (0 if bypass.enough == () else 1)
    if bypass.enough == ():
        return
    assert company.gated(*bypass.not_enough, author=bypass.author).code == 1
    if bypass.enough is not None:
        agreed = company.gated(*bypass.enough, author=bypass.author)
        assert agreed.code == 0, agreed.out
