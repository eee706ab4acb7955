"""No command loads a package that it does not use: what takes long to load, few of them need."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cli.processes import ended

HEAVY = frozenset(
    (
        *("apprise", "babel", "dbt", "duckdb", "email_validator", "great_expectations", "jinja2"),
        *("jsonschema", "numpy", "pandas", "phonenumbers", "psycopg2", "pyarrow", "pygal"),
        *("splink", "sqlalchemy", "sqlglot", "stdnum"),
    )
)
# The models of the repository are checked too, which a thin home leaves to its engine.
CHECKED = {"babel", "jinja2", "jsonschema", "sqlglot"}
ENGINE = {"duckdb", "sqlalchemy"}
_THEN_LOADED = """
import json, sys
from customer_truth.cli import main
try:
    main()
finally:
    print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})), file=sys.stderr)
"""


def _loaded(*arguments: str, home: Path) -> set[str]:
    """The heavy packages that the process of a command has loaded at its end."""
    done = subprocess.run(
        [sys.executable, "-c", _THEN_LOADED, *arguments],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return HEAVY & set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    ("command", "used"),
    [
        ("--help", set()),
        ("--version", set()),
        ("exceptions --help", set()),
        ("nightly --help", set()),
        ("demo --help", set()),
        ("gate --help", set()),
        ("init --help", set()),
        ("no-such-command", set()),
        ("export schema", set()),
        ("windows weekdays", {"babel"}),
        ("lint --project ROOT", CHECKED),
        ("codeowners --check --project ROOT", CHECKED),
        ("rules --project ROOT --home .", CHECKED),
        ("explain proposal_has_amount --project ROOT --home .", CHECKED | ENGINE),
        ("rules --failing --project ROOT --home .", CHECKED | ENGINE),
        ("why acme --project ROOT --home .", ENGINE),
        ("exceptions --project ROOT --home .", ENGINE),
        ("contradictions --project ROOT --home .", ENGINE),
        ("scorecards --project ROOT --home .", ENGINE),
        ("matches --project ROOT --home .", ENGINE),
        ("export windows --project ROOT --home .", ENGINE | {"babel"}),
    ],
)
def test_a_command_loads_nothing_heavy_but_what_it_uses(
    command: str, used: set[str], tmp_path: Path
) -> None:
    assert _loaded(*command.replace("ROOT", str(ROOT)).split(), home=tmp_path) <= used


def test_rules_that_are_proven_are_listed_without_what_proves_them(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    command = ("rules", "--project", str(ROOT), "--home", ".")
    assert _loaded(*command, home=tmp_path) == CHECKED
    assert _loaded(*command, home=tmp_path) == set()


def test_an_engine_that_was_loaded_says_nothing_of_what_is_left_at_the_end() -> None:
    left = "import duckdb\nleft = [duckdb.sqltypes.BIGINT, duckdb.connect()]\nleft.append(left)"
    code, out, complaints = ended(left, "--version")
    assert (code, complaints) == (0, "")
    assert out.startswith("customer-truth ")
