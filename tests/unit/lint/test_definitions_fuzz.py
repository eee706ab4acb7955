"""Some hundred mutants of the definitions; `make fuzz-definitions` tries ten thousand."""

from __future__ import annotations

from tests.fuzz.definitions import fuzz


def test_every_mutant_is_refused_in_words_or_sound_for_the_night() -> None:
    found = fuzz(300, seed=7)
    assert found.failures == []
    assert found.outcomes["refused"] > 50
    assert found.outcomes["sound"] > 50
