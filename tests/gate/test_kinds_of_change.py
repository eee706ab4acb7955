"""Nothing that a change can contain ends in a traceback: it is measured, or says why it is not."""

from __future__ import annotations

import pytest

from tests.gate.clone import git, truth_in
from tests.gate.conftest import Clone
from tests.gate.kinds_of_change import KINDS, Kind

_PYTHON = ("Traceback", "None", "dataclass", "Path(", "<class", "KeyError", "()", "{}")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_change_is_measured_or_says_why_it_is_not(clone: Clone, kind: Kind) -> None:
    kind.edit(clone.project)
    try:
        ended = truth_in(clone.project, clone.home, "gate", "--base", "HEAD")
    finally:
        git("checkout", "--quiet", ".", cwd=clone.project)
        git("clean", "--quiet", "--force", "-d", cwd=clone.project)
    told = f"{ended.out}\n{ended.err}"
    assert ended.code == kind.code, told
    assert [text for text in kind.says if text not in told] == [], told
    assert [text for text in (*_PYTHON, *kind.never) if text in told] == [], told
