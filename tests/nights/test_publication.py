"""Warehouse and site are published together or not at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT, NightHome, truth
from tests.warehouse_contents import query, warehouse

BREAKS = """
import os, signal, sys
from customer_truth import site
from customer_truth.nightly import night as nightly
from customer_truth.site import render, write
from customer_truth.cli import main

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv.pop(1) == "page":
    made = render.environment
    def environment(**options):
        found = made(**options)
        found.filters["percent"] = lambda share: {}["a value that is nobody's business"]
        return found
    write.environment = environment
else:
    nightly.roll_forward = lambda *_: None
    site.show = killed
main()
"""


def broken_truth(how: str, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Runs a night of which a page cannot be rendered, or that is killed before its last step."""
    return subprocess.run(
        [sys.executable, "-c", BREAKS, how, *arguments],
        cwd=ROOT,
        env={**os.environ, "CUSTOMER_TRUTH_HOME": str(home), "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_page_that_cannot_be_rendered_keeps_warehouse_and_site_of_the_last_night(
    own_night: NightHome,
) -> None:
    before = warehouse(own_night.home).read_bytes()
    site = (own_night.home / "site").readlink()
    ended = broken_truth("page", "nightly", "--no-alerts", home=own_night.home)
    assert ended.returncode == 2, ended.stderr
    assert "cannot be rendered (KeyError)" in ended.stderr
    assert "nobody's business" not in ended.stderr
    assert "Traceback" not in ended.stderr
    assert warehouse(own_night.home).read_bytes() == before
    assert (own_night.home / "site").readlink() == site
    kept = sorted(path.name for path in (own_night.home / ".site").iterdir())
    assert kept == sorted(["lock", site.name])


def test_a_night_killed_between_warehouse_and_site_is_rolled_forward(own_night: NightHome) -> None:
    before = (own_night.home / "site").readlink()
    ended = broken_truth("kill", "nightly", "--no-alerts", home=own_night.home)
    assert ended.returncode == -9
    newest = "select run_id from quality.runs order by started_at desc limit 1"
    ((run_id,),) = query(own_night.home, newest)
    assert run_id != own_night.run["run_id"]
    assert (own_night.home / "site").readlink() == before
    told = truth("site", home=own_night.home)
    assert told.code == 0, told.err
    page = (own_night.home / "site" / "index.html").read_text("utf-8")
    assert run_id in page
    owners = [path.name for path in (own_night.home / "site" / "owners").iterdir()]
    assert all(
        (own_night.home / "site" / "owners" / owner / "data-docs" / "index.html").is_file()
        for owner in owners
    )


def test_a_place_that_is_not_ours_or_cannot_be_written_ends_the_night_before_it_begins(
    own_night: NightHome,
) -> None:
    home = own_night.home
    (home / "site").unlink()
    (home / "site").mkdir()
    (home / "site" / "mine.html").write_text("not yours")
    ended = truth("nightly", home=home)
    assert ended.code == 2
    assert "has a folder that no run published" in ended.err
    assert "extracts" not in ended.err, "nothing was built"
    assert (home / "site" / "mine.html").is_file()


def test_a_json_path_that_cannot_be_written_is_told_before_the_night(own_night: NightHome) -> None:
    for path in (own_night.home / "nosuch" / "run.json", own_night.home / "raw"):
        ended = truth("nightly", "--json", path, home=own_night.home)
        assert ended.code == 2
        assert f"{path}: " in ended.err
        assert "Traceback" not in ended.err
        assert "extracts" not in ended.err, "nothing was built"
    assert json.loads((own_night.home / "run.json").read_text()) == own_night.run
