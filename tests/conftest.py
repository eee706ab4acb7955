"""What all tests share: the command as a user runs it, and one demo night to look at."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.postgres.server import take_own_database

ROOT = Path(__file__).parents[1]
TRUTH = Path(sys.executable).with_name("truth")

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


def _shared_night(factory: pytest.TempPathFactory, name: str, *demo: str) -> NightHome:
    """A night that the first worker who asks for it makes, and the others wait for."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"shared-{name}"
    folder.mkdir(exist_ok=True)
    kept = folder / "night.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            night = night_of(folder / "home", *demo)
            kept.write_text(json.dumps([asdict(night.ended), night.run]))
    ended, run = json.loads(kept.read_text())
    return NightHome(folder / "home", Ended(**ended), run)


@pytest.fixture(scope="session")
def demo_night(tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """The demo company with its planted defects, after one night. Not to be changed."""
    return _shared_night(tmp_path_factory, "demo")


@pytest.fixture(scope="session")
def clean_night(tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """The demo company without any defect, after one night. Not to be changed."""
    return _shared_night(tmp_path_factory, "clean", "--clean")


@pytest.fixture
def own_night(demo_night: NightHome, tmp_path: Path) -> NightHome:
    """A copy of the demo night that a test may damage; the parsed dbt project comes along."""
    home = tmp_path / "home"
    shutil.copytree(demo_night.home, home, symlinks=True)
    return NightHome(home, demo_night.ended, demo_night.run)
