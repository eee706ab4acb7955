"""A small company in a git repository, and what the command says of a change of it.

What a change moves tonight is left out: whoever looks for a way around the gate takes care that
nothing moves. What can only be told from records is tried on a night, in tests/gate.
"""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from typer.testing import CliRunner

from customer_truth.cli.commands import app
from customer_truth.gate.result import GateResult
from tests.conftest import ROOT
from tests.unit.lint.lint_project import FILES

Edit = Callable[[Path], None]
_OWNERS = FILES["seeds/owners.csv"] + (
    "customer_truth_owner,management,Amara Okafor,a@example.com,ao,,,chief,2024-01-01,\n"
    "customer_master_steward,master data,Tomasz Wilk,t@example.com,tw,,,chief,2024-01-01,\n"
)
_COMPANY = {
    **FILES,
    "seeds/owners.csv": _OWNERS,
    "checkpoints/pull_request.yml": (ROOT / "checkpoints" / "pull_request.yml").read_text("utf-8"),
    "checkpoints/nightly.yml": (ROOT / "checkpoints" / "nightly.yml").read_text("utf-8"),
    "tests/planted/visits.yml": (
        "proposal_has_amount:\n  passes: [{amount: 2}]\n  fails: [{amount: 0}]\n"
        "email_is_well_formed:\n  passes: [{email: a@b}]\n  fails: [{email: a}]\n"
    ),
    "tests/data/assert_visits.sql": "select 1 where false\n",
    "models/staging/salesforce/stg.sql": "select 1 as id\n",
    "models/marts/lifecycle/visits.sql": "-- visits\nselect 'it -- is' as visit_id\n",
    "macros/time.sql": "{% macro day(x) %}cast({{ x }} as date){% endmacro %}\n",
    "seeds/regions.csv": "region,depot\nnorth,a\nsouth,b\n",
    "dbt_project.yml": "name: company\nprofile: company\nvars:\n  sources: [salesforce]\n",
    "profiles/profiles.yml": "company: {target: duckdb}\n",
    ".github/workflows/gate.yml": "name: gate\n",
    "src/checker.py": "print('checked')\n",
    "README.md": "A company.\n",
    "docs/way.md": "A way.\n",
}


def git(root: Path, *words: str) -> str:
    """Runs git as somebody who exists nowhere."""
    who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
    done = subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)
    return done.stdout.decode()


@dataclass(frozen=True)
class Told:
    """How the gate ended, who has not agreed, what else blocks, and the kinds of change."""

    code: int
    missing: frozenset[str]
    blocked: frozenset[str]
    kinds: frozenset[str]
    out: str


@dataclass(frozen=True)
class Company:
    """The repository, on a branch named change that `main` may leave behind."""

    root: Path

    def write(self, name: str, text: str) -> None:
        """Writes a file."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def merged(self, edit: Edit) -> None:
        """What others merged into main since the change began."""
        git(self.root, "stash", "--all", "--quiet")
        git(self.root, "switch", "--quiet", "main")
        edit(self.root)
        git(self.root, "add", "--all")
        git(self.root, "commit", "--quiet", "--message", "Meanwhile")
        git(self.root, "switch", "--quiet", "change")
        git(self.root, "stash", "pop", "--quiet")

    def gated(self, *approved_by: str, author: str = "eve") -> Told:
        """What the command says of the working tree, with these approvals."""
        folder = self.root.parent
        given = {"author": author, "approvals": [{"by": handle} for handle in approved_by]}
        (folder / "approvals.json").write_text(json.dumps(given))
        words = ["gate", "--base", "main", "--project", str(self.root)]
        words += ["--approvals", str(folder / "approvals.json"), "--home", str(folder)]
        with _nothing_moves():
            ended = CliRunner().invoke(app, [*words, "--format", "json"])
        assert ended.exit_code in (0, 1), (ended.output, ended.exception)
        result = json.loads(ended.stdout)
        kinds = {finding["kind"] for finding in result["findings"]}
        return Told(
            code=ended.exit_code,
            missing=frozenset(a["role"] for a in result["agreements"] if a.get("given_by") is None),
            blocked=frozenset(kinds - {"agreement_missing"}),
            kinds=frozenset(change["kind"] for change in result["changes"]),
            out=ended.output,
        )


def make_company(folder: Path, before: Edit | None = None) -> Company:
    """The company in `folder`, with its one commit on main, and the branch of the change."""
    company = Company(folder.resolve() / "company")
    shutil.copytree(_as_it_was(), company.root)
    if before:
        before(company.root)
        git(company.root, "commit", "--quiet", "--all", "--message", "Before")
    git(company.root, "switch", "--quiet", "--create", "change")
    return company


@cache
def _as_it_was() -> Path:
    company = Company(Path(tempfile.mkdtemp(prefix="company-")).resolve() / "company")
    atexit.register(shutil.rmtree, company.root.parent)
    company.root.mkdir()
    for name, text in _COMPANY.items():
        company.write(name, text)
    git(company.root, "init", "--quiet", "--initial-branch", "main")
    written = CliRunner().invoke(app, ["codeowners", "--project", str(company.root)])
    assert written.exit_code == 0, written.output
    git(company.root, "add", "--all")
    git(company.root, "commit", "--quiet", "--message", "The company")
    return company.root


class NothingMoves:
    as_of = datetime(2026, 11, 23, 5)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def measured(self, *_: Any, **__: Any) -> GateResult:
        return GateResult(base="", as_of="2026-11-23 05:00")


@contextmanager
def _nothing_moves() -> Iterator[None]:
    with patch("customer_truth.gate.gate.Impact", NothingMoves):
        yield
