"""`truth` as a process of its own, with one of its parts replaced by a few lines of Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

FAILED_NIGHT = """
from customer_truth.nightly import night as nightly
from customer_truth.verdict.verdict import Verdict
from tests.unit.site.site_night import night, result, rule

RUN = night([result(rule("won_deal_has_amount"), Verdict.FAILED, failing=3)])
nightly.run_nightly = lambda *a, **k: RUN
"""


def started(
    before: str, *arguments: str, folder: Path = ROOT, **environment: str
) -> subprocess.Popen[str]:
    """Runs `before`, and then the command line."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{before}\n"
    code += "from customer_truth.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(before: str, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, output and complaints of a command."""
    process = started(before, *arguments, **environment)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err
