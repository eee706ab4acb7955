"""What dbt could not build is told in three lines, however many nodes a full disk breaks."""

from __future__ import annotations

import json
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from customer_truth import dbt
from customer_truth.errors import Unusable
from customer_truth.project import open_settings
from customer_truth.warehouse.duckdb import DuckDBWarehouse
from tests.conftest import ROOT


def _dbt_that(does: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts a few lines of Python in the place of dbt."""
    (folder / "dbt").write_text(f"#!{sys.executable}\n{does}\n")
    (folder / "dbt").chmod(0o755)
    (folder / "python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    (folder / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(folder / "python"))


def _results(*messages: str) -> str:
    nodes: list[dict[str, Any]] = [
        {"unique_id": f"model.customer_truth.m{n}", "status": "error", "message": message}
        for n, message in enumerate(messages)
    ]
    return (
        "import sys, pathlib\n"
        "target = pathlib.Path(sys.argv[sys.argv.index('--target-path') + 1])\n"
        "target.mkdir(parents=True, exist_ok=True)\n"
        f"(target / 'run_results.json').write_text({json.dumps({'results': nodes})!r})\n"
        "sys.exit(1)"
    )


def _beside(home: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> AbstractContextManager[None]:
    bin_folder = home / "bin"
    bin_folder.mkdir()
    _dbt_that(does, bin_folder, monkeypatch)
    return dbt.parsed_beside(open_settings(ROOT, home=home), DuckDBWarehouse(home, ""))


def _failed(home: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> tuple[str, ...]:
    bin_folder = home / "bin"
    bin_folder.mkdir()
    _dbt_that(does, bin_folder, monkeypatch)
    project = open_settings(ROOT, home=home)
    with pytest.raises(dbt.NotBuilt) as told:
        dbt.build(project, DuckDBWarehouse(home / "warehouse", ""), lambda _: None)
    return told.value.in_short


def test_a_full_disk_is_three_lines_with_node_file_and_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = (
        "Runtime Error in model m (models/marts/m.sql)\n  IO Error: Could not write file "
        '"/x/next.duckdb": No space left on device\n  more\n  and more'
    )
    lines = _failed(tmp_path, monkeypatch, _results(*[message] * 60))
    assert len(lines) == 3
    assert lines[0].startswith("dbt model m0: has status 'error' (Runtime Error in model m (models")
    assert "No space left" in lines[0] and "dbt.log" in lines[0]
    assert lines[1].startswith("dbt: 59 more failed: model m1, model m10")
    assert lines[2].startswith("Free space")


def test_a_killed_dbt_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _failed(tmp_path, monkeypatch, "import os; os.kill(os.getpid(), 9)")
    assert len(lines) <= 3
    assert "was killed (SIGKILL)" in lines[0]
    assert "CUSTOMER_TRUTH_MEMORY" in lines[-1]


@pytest.mark.parametrize(
    "does",
    ["raise SystemExit('x')", "import nosuch", "print('1'); print('null'); print('[]'); 1/0"],
)
def test_a_dbt_that_cannot_start_is_told_in_its_own_last_words(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = _failed(tmp_path, monkeypatch, does)
    assert len(lines) <= 3
    assert lines[0].startswith("dbt: ended with code 1")
    assert "Traceback" not in lines[0]


def test_a_disk_too_full_for_dbts_own_log_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logging = (
        "print('Traceback (most recent call last):', '  File x', "
        "'OSError: [Errno 28] No space left on device', 'Call stack:', 'Arguments: ()', sep='\\n')"
        "; raise SystemExit(2)"
    )
    lines = _failed(tmp_path, monkeypatch, logging)
    assert "OSError: [Errno 28] No space left on device" in lines[0]
    assert lines[-1].startswith("Free space")


@pytest.mark.parametrize("place", ["target/duckdb", "target/duckdb/run_results.json"])
def test_what_lies_in_the_place_of_dbts_cache_goes(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / place
    if path.suffix:
        path.mkdir(parents=True)
    else:
        path.parent.mkdir(parents=True)
        path.write_text("garbage")
    lines = _failed(tmp_path, monkeypatch, _results("Runtime Error"))
    assert "m0" in lines[0]


def test_what_no_run_parsed_is_parsed_beside_other_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "done"
    does = f"import sys, pathlib; pathlib.Path({str(done)!r}).write_text(sys.argv[1])"
    with _beside(tmp_path, monkeypatch, does):
        pass
    assert done.read_text() == "parse"


def test_what_an_earlier_run_parsed_is_not_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "target" / "duckdb"
    target.mkdir(parents=True)
    (target / "partial_parse.msgpack").touch()
    done = tmp_path / "done"
    with _beside(tmp_path, monkeypatch, f"import pathlib; pathlib.Path({str(done)!r}).touch()"):
        pass
    assert not done.exists()


def test_no_parsing_outlives_the_work_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = time.monotonic()
    with (
        pytest.raises(Unusable),
        _beside(tmp_path, monkeypatch, "import time; time.sleep(600)"),
    ):
        raise Unusable("an extract is cut")
    assert time.monotonic() - started < 300


def test_dbt_hears_that_a_company_too_large_is_built_step_by_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_MEMORY", "1KB")
    extract = tmp_path / "raw" / "crm" / "accounts.csv"
    extract.parent.mkdir(parents=True)
    extract.write_text("id\n" * 1000)
    heard = tmp_path / "heard"
    writes = f"import pathlib, sys\npathlib.Path({str(heard)!r}).write_text(' '.join(sys.argv))"
    _failed(tmp_path, monkeypatch, f"{writes}\nsys.exit(1)")
    assert "build --threads 1" in heard.read_text()
