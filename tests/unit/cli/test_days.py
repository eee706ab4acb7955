"""A day beyond this century is refused before anything is begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import truth

_COMMANDS = (
    ("nightly", "--as-of"),
    ("windows", "Mo 8-12", "--day"),
    ("export", "windows", "--day"),
)


@pytest.mark.parametrize("command", _COMMANDS)
@pytest.mark.parametrize("day", ["9999-12-31", "2100-01-01", "1999-12-31", "1900-01-01"])
def test_a_day_beyond_this_century_is_refused_at_once(
    tmp_path: Path, command: tuple[str, ...], day: str
) -> None:
    ended = truth(*command, day, home=tmp_path)
    assert ended.code == 2
    assert ended.err == f"{command[-1]}: has {day}, needs a day from 2000 to 2099. Correct it.\n"
