"""What keeps a change from being measured is told in words, at the line that causes it."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError
from typer.testing import CliRunner

from customer_truth.cli.commands import app
from customer_truth.errors import Unusable
from customer_truth.gate.meaning import says_the_same
from customer_truth.gate.result import FindingKind, GateResult
from customer_truth.gate.unmeasured import unmeasured
from customer_truth.report.gate_junit import gate_junit
from customer_truth.verdict.verdict import Verdict
from tests.unit.gate.company import make_company
from tests.unit.gate.sides import Pair

_MODEL = "models/marts/lifecycle/visits.sql"
_FAILED = (
    "dbt model visits: has status 'error' (Runtime Error in model visits "
    f'({_MODEL}) Binder Error: Referenced column "nosuch" not found in FROM clause!), '
    "needs success. See /tmp/x/logs/dbt.log"
)


def _pair(folder: Path) -> Pair:
    pair = Pair(folder, {})
    (pair.head.root / _MODEL).write_text("select *\nfrom a\nwhere nosuch > 1\n")
    return pair


def test_a_model_that_cannot_be_built_is_a_finding_at_its_line(tmp_path: Path) -> None:
    pair = _pair(tmp_path)
    (found,) = unmeasured(Unusable(_FAILED), pair.base, pair.head)
    assert (found.kind, found.file, found.line) == (FindingKind.NOT_CHECKED, Path(_MODEL), 3)
    assert found.message == (
        "could not be measured: model visits cannot be built: Binder Error: "
        'Referenced column "nosuch" not found in FROM clause!'
    )


def test_a_project_that_dbt_cannot_read_is_told_without_a_log_that_is_gone(tmp_path: Path) -> None:
    pair = _pair(tmp_path)
    told = (
        "dbt: ended with code 2, needs 0. It said:\n  Compilation Error in model visits "
        f"({_MODEL})\n  unexpected end\n    line 2\nThe whole log: /tmp/x/dbt.log"
    )
    (found,) = unmeasured(Unusable(told), pair.base, pair.head)
    assert (found.file, found.line) == (Path(_MODEL), 2)
    assert found.message.startswith(
        "could not be measured: dbt cannot read the project: Compilation Error in model visits"
    )
    assert "/tmp/x" not in found.message
    assert "\n" not in found.message


def test_a_value_that_the_engine_quotes_is_not_told(tmp_path: Path) -> None:
    pair = _pair(tmp_path)
    error = ProgrammingError("select", {}, ValueError("Conversion Error: '+49 171 555' as date"))
    (found,) = unmeasured(error, pair.base, pair.head)
    assert "555" not in found.message
    assert "Conversion Error" in found.message


def test_what_nobody_foresaw_is_not_checked_either_and_every_report_says_so(
    tmp_path: Path,
) -> None:
    pair = _pair(tmp_path)
    findings = list(unmeasured(KeyError("tolls"), pair.base, pair.head))
    result = GateResult(base="main", as_of=None, findings=findings)
    assert result.verdict is Verdict.ERRORED
    assert 'name="measured"' in gate_junit(result)
    assert 'errors="1"' in gate_junit(result)


class _Breaks:
    """An impact that nothing foresaw."""

    night_of = "2026-11-23 05:00"

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def measured(self, *_: object) -> GateResult:
        raise KeyError("tolls")


def test_whatever_a_change_contains_the_gate_ends_two_with_a_whole_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = make_company(tmp_path)
    monkeypatch.setattr("customer_truth.gate.gate.Impact", _Breaks)
    company.write("models/marts/lifecycle/visits.sql", "select 1 as visit_id\n")
    words = ["gate", "--base", "main", "--project", str(company.root), "--home", str(tmp_path)]
    ended = CliRunner().invoke(app, words)
    assert ended.exit_code == 2
    assert "The change could not be checked" in ended.output
    assert "model changed" in ended.output
    assert "what it moves is not known" in ended.output
    assert "no record moves" not in ended.output
    assert "Traceback" not in ended.output


_FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/tmp/gate/build.duckdb")
_FREE = "Free space there; what was published stays."
_NEEDED = [
    (
        _FULL,
        f"/tmp/gate/build.duckdb: cannot be used (No space left on device). {_FREE}",
    ),
    (
        OperationalError("create", {}, ValueError("IO Error: No space left on device")),
        f"the engine: ended with 'IO Error: No space left on device'. {_FREE}",
    ),
    (MemoryError(), "memory: has run out, needs more. Give it more by CUSTOMER_TRUTH_MEMORY"),
]


@pytest.mark.parametrize(("error", "reason"), _NEEDED, ids=["disk", "engine", "memory"])
def test_what_the_machine_lacks_is_told_with_what_to_do(
    error: Exception, reason: str, tmp_path: Path
) -> None:
    pair = _pair(tmp_path)
    (found,) = unmeasured(error, pair.base, pair.head)
    assert found.message.startswith(f"could not be measured: {reason}")


def test_what_nobody_foresaw_is_told_with_where_it_happened(tmp_path: Path) -> None:
    pair = _pair(tmp_path)
    unforeseen: Any = None
    with pytest.raises(AttributeError) as raised:
        says_the_same(unforeseen, unforeseen)
    (found,) = unmeasured(raised.value, pair.base, pair.head)
    assert re.search(r"AttributeError in meaning\.py:\d+", found.message)
