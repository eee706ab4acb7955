"""What all tests share: the command as a user runs it, and one demo night to look at."""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.postgres.server import take_own_database

ROOT = Path(__file__).parents[1]
TRUTH = Path(sys.executable).with_name("truth")
Made = TypeVar("Made")

# Where the tests themselves run in the background, their commands would inherit that these signals
# are ignored, and a command leaves ignored what its shell ignores.
for _number, _handler in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _handler)

# Before any conftest of a folder below asks where the server is.
take_own_database()


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


def truth(*arguments: str | Path, home: Path, **environment: str) -> Ended:
    """Runs the installed command on this project, keeping everything it leaves in `home`."""
    done = subprocess.run(
        [TRUTH, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "CUSTOMER_TRUTH_HOME": str(home), "NO_COLOR": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def start_truth(
    *arguments: str, home: Path, stderr: int = subprocess.DEVNULL
) -> subprocess.Popen[bytes]:
    """Starts the command and leaves it running, for a test to interrupt."""
    return subprocess.Popen(
        [TRUTH, *arguments],
        cwd=ROOT,
        env={**os.environ, "CUSTOMER_TRUTH_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    )


@dataclass(frozen=True)
class NightHome:
    """A home in which one night of the demo company has ended."""

    home: Path
    ended: Ended
    run: dict[str, Any]


def missing_part(what: str) -> None:
    """Skips in one line, or fails where no test may be skipped for want of a part."""
    if os.environ.get("CUSTOMER_TRUTH_NO_SKIP"):
        pytest.fail(f"{what} is missing, and no test may be skipped here")
    pytest.skip(f"{what} is missing")


def night_of(home: Path, *demo: str) -> NightHome:
    """Makes a demo company in `home` and runs its first night."""
    made = truth("demo", *(demo or ("--all-defects",)), home=home)
    assert made.code == 0, made.err
    ended = truth("nightly", "--json", home / "run.json", home=home)
    assert ended.code in (0, 1), ended.err
    return NightHome(home, ended, json.loads((home / "run.json").read_text()))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What the first who asks for it makes in a folder of its own, and the others wait for.

    These are the other workers and, where TRUTH_TEST_NIGHTS names a folder, the suites after it.
    """
    base = factory.getbasetemp()
    own = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = Path(os.environ.get("TRUTH_TEST_NIGHTS", own)) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    home, kept = folder / "home", folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            shutil.rmtree(home, ignore_errors=True)
            kept.write_bytes(pickle.dumps(make(home)))
    made: Made = pickle.loads(kept.read_bytes())
    return made


@pytest.fixture(scope="session")
def demo_night(tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """The demo company with its planted defects, after one night. Not to be changed."""
    return made_once(tmp_path_factory, "demo", night_of)


@pytest.fixture(scope="session")
def clean_night(tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """The demo company without any defect, after one night. Not to be changed."""
    return made_once(tmp_path_factory, "clean", lambda home: night_of(home, "--clean"))


@pytest.fixture
def own_night(demo_night: NightHome, tmp_path: Path) -> NightHome:
    """A copy of the demo night that a test may damage; the parsed dbt project comes along."""
    home = tmp_path / "home"
    shutil.copytree(demo_night.home, home, symlinks=True)
    return NightHome(home, demo_night.ended, demo_night.run)
