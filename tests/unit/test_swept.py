"""A run's own folder is private, and gone after it, however the run ended."""

from __future__ import annotations

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


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "work_link").symlink_to(tmp_path / "precious")
    with swept_folder(tmp_path, "work_"):
        pass
    assert (tmp_path / "precious").is_dir()
