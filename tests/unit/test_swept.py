"""A run's own folder is private, and gone after it, however the run ended."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from customer_truth.machine.swept import swept_folder

_HOLDS = """
import sys, time
from pathlib import Path
from customer_truth.machine.swept import swept_folder
with swept_folder(Path(sys.argv[1]), "work_") as folder:
    (folder / "phones.csv").write_text("+49 171 5550100")
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_folder_is_private_and_gone_afterwards(tmp_path: Path) -> None:
    with swept_folder(tmp_path / "new", "work_") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list((tmp_path / "new").iterdir())


def test_the_folder_of_a_living_run_stays_and_that_of_a_killed_one_goes(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    (theirs,) = tmp_path.iterdir()
    with swept_folder(tmp_path, "work_") as ours:
        assert {theirs, ours} == set(tmp_path.iterdir())
    holder.kill()
    holder.wait()
    assert (theirs / "phones.csv").is_file()
    with swept_folder(tmp_path, "work_") as ours:
        assert list(tmp_path.iterdir()) == [ours]


_OPENS = """
import sys
from pathlib import Path
from customer_truth.sql.paths import openable
print(openable(Path(sys.argv[1])) / "warehouse.duckdb", flush=True)
sys.stdin.read()
"""


def _opener(home: Path, temporary: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen(
        [sys.executable, "-c", _OPENS, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_the_link_to_a_home_that_dbt_misreads_goes_though_its_run_was_killed(
    tmp_path: Path,
) -> None:
    home, temporary = tmp_path / "a#b", tmp_path / "temporary"
    for folder in (home, temporary, temporary / "customer_truth_of_mine"):
        folder.mkdir()
    (home / "warehouse.duckdb").touch()
    killed, opened = _opener(home, temporary)
    assert opened.is_file()
    killed.kill()
    killed.wait()
    ended, opened = _opener(home, temporary)
    assert opened.is_file()
    assert len(list(temporary.iterdir())) == 2, "what was killed was swept"
    ended.communicate()
    assert [path.name for path in temporary.iterdir()] == ["customer_truth_of_mine"]
    assert (home / "warehouse.duckdb").is_file()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "work_link").symlink_to(tmp_path / "precious")
    with swept_folder(tmp_path, "work_"):
        pass
    assert (tmp_path / "precious").is_dir()
