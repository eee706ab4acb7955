"""A home that adopted an older catalogue: what the installed one moves, and who must agree."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from customer_truth.cli.commands import app
from customer_truth.engine import engine_root
from customer_truth.files import layers
from tests.nights.small_company import ABSENT, SYSTEMS, write_extracts

NEW, TIGHTENED = "open_deal_closes_in_the_future", "customer_profile_stands_before_the_first_deal"
MUST = "must: name is not null and country is not null and currency is not null"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """After a night over an older engine: one rule was not in it, another asked for less."""
    folder = tmp_path_factory.mktemp("upgrade")
    home, older = folder / "acme", _older_engine(folder / "engine")
    patched = pytest.MonkeyPatch()
    for module in ("home.write", "home.adopt", "lint.adoption"):
        patched.setattr(f"customer_truth.{module}.version", lambda name: "0.0.9")
    layers.stand_over(home, older)
    asked = ("--systems", ",".join(SYSTEMS), "--owner", "Ada Byron <ada@acme.example.com>")
    assert truth("init", str(home), *asked).exit_code == 0
    settings = home / "dbt_project.yml"
    absent = f"absent_tables: [{', '.join(ABSENT)}]"
    settings.write_text(settings.read_text().replace("absent_tables: []", absent))
    write_extracts(home / "raw", datetime.now(UTC))
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "first")):
        git = ("git", "-c", "user.name=ada", "-c", "user.email=ada@acme.example.com")
        subprocess.run([*git, *words], cwd=home, check=True)
    night = truth("nightly", "--exit-zero", "--project", str(home), "--home", str(home))
    assert night.exit_code == 0, night.output
    patched.undo()
    layers._ENGINES.clear()
    yield home


def _older_engine(folder: Path) -> Path:
    for name in layers._SHIPPED:
        shutil.copytree(engine_root() / name, folder / name)
    rules = folder / "expectations"
    _edit(rules / "opportunities.yml", rf"  - id: {NEW}\n(?:    .*\n|\n)*", "")
    _edit(folder / "tests" / "planted" / "opportunities.yml", rf"{NEW}:\n(?: .*\n|\n)*", "")
    _edit(rules / "customers.yml", f"{MUST} and segment is not null", MUST)
    return folder


def _edit(path: Path, pattern: str, by: str) -> None:
    text, found = re.subn(pattern, by, path.read_text())
    assert found == 1, (path, pattern)
    path.write_text(text)


def truth(*words: str) -> Result:
    return CliRunner().invoke(app, words)


def of_home(home: Path, *words: str) -> Result:
    return truth(*words, "--project", str(home), "--home", str(home))


def test_another_version_than_the_adopted_one_judges_nobody(home: Path) -> None:
    ended = of_home(home, "nightly")
    assert ended.exit_code == 2
    assert "has the catalogue 0.0.9, needs the engine's" in ended.output
    assert "truth upgrade --check" in ended.output


def test_the_check_shows_in_the_gates_words_what_new_and_changed_rules_find(home: Path) -> None:
    before = (home / "expectations" / "catalogue.yml").read_text()
    ended = of_home(home, "upgrade", "--check")
    assert ended.exit_code == 1, ended.output
    assert "against the catalogue 0.0.9, adopted" in ended.output
    assert f"rule added             rule {NEW}" in ended.output
    assert f"tightened              rule {TIGHTENED}" in ended.output
    moved = rf"{NEW}: 1 newly failing, 1 customer touched.*, 0 of 0 → 1 of 24"
    assert re.search(moved, ended.output), ended.output
    assert (home / "expectations" / "catalogue.yml").read_text() == before


def test_what_is_adopted_holds_from_today_and_the_gate_measures_it(home: Path) -> None:
    today = datetime.now(UTC).date()
    ended = of_home(home, "upgrade")
    assert ended.exit_code == 0, ended.output
    told = (home / "expectations" / "catalogue.yml").read_text()
    assert f"  {NEW}: {{effective_from: {today}}}" in told
    assert f"  {TIGHTENED}: {{effective_from: {today}}}" in told
    assert truth("lint", "--project", str(home)).exit_code == 0
    gated = of_home(home, "gate", "--base", "HEAD")
    assert gated.exit_code == 1, gated.output
    assert f"rule added             rule {NEW}" in gated.output
