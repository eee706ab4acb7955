"""What a night says at its end, and its copy for machines."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from customer_truth.cli.commands import run
from customer_truth.nightly import night as nightly
from customer_truth.report.machine import VERSION, night_schema, run_as_json
from customer_truth.report.terminal import night_lines, unchecked_words
from customer_truth.verdict.outcome import Run
from customer_truth.verdict.verdict import Verdict
from tests.conftest import ROOT
from tests.unit.site.site_night import night, result, rule

OWNERS = [f"owner_{number}" for number in range(8)]


def _bad_night() -> Run:
    found = [
        result(rule(f"{owner}_{verdict}_{number}", owner), verdict, failing=number + 1, new=1)
        for owner in OWNERS
        for number, verdict in enumerate([Verdict.FAILED, Verdict.WARNED, Verdict.PASSED] * 12)
    ]
    return night(found)


def _lines(of: Run) -> list[str]:
    return [line.plain for line in night_lines(of, Path("site"), " --home h")]


def test_the_worst_night_of_eight_owners_is_told_in_twenty_lines() -> None:
    lines = _lines(_bad_night())
    assert len(lines) <= 19, "one is left for the alerts"
    for owner in OWNERS:
        (told,) = [line for line in lines if line.startswith(f"{owner} (")]
        assert "12 failed, 12 warned" in told


def test_the_most_severe_failures_come_last_with_the_command_that_lists_the_rest() -> None:
    lines = _lines(_bad_night())
    worst = [line for line in lines if line.startswith("  failed")]
    assert len(worst) == 3
    assert all(rule("x").broken.replace("x", "") in line for line in worst)
    assert "  and 189 more rules: truth rules --failing --home h" in lines


def test_what_vanished_is_told_once_and_never_without_end() -> None:
    gone = [
        replace(result(rule(f"gone_{n}"), Verdict.FAILED, records=0), records_before=9, reason="no")
        for n in range(40)
    ]
    lines = _lines(night(gone))
    assert len(lines) <= 19
    assert sum("gone_" in line for line in lines) == 5
    assert "  and 35 more rules: truth rules --failing --home h" in lines


def test_new_is_said_from_the_second_night_on() -> None:
    told = _lines(_bad_night())
    assert any(", 1 new" in line for line in told)
    assert not any(" new" in line for line in _lines(replace(_bad_night(), is_first=True)))


def test_an_errored_night_ends_on_what_whose_and_what_next() -> None:
    errored = result(rule("won_deal_has_amount"), Verdict.ERRORED, reason="no such column")
    assert unchecked_words(night([errored, result(rule("b"), Verdict.ERRORED)]), "") == (
        "truth nightly: no verdict, won_deal_has_amount errored (no such column), and 1 more rule. "
        "Ask sales_operations (Devon Marsh). Next: truth explain won_deal_has_amount"
    )
    nothing = night([result(rule("a"), Verdict.SKIPPED, reason="no records")])
    assert unchecked_words(nothing, "").endswith("Next: truth doctor")


_NIGHTS = {
    "bad": _bad_night(),
    "empty": night([]),
    "of every verdict": night([result(rule(v.value), v, reason="x") for v in Verdict]),
}


@pytest.mark.parametrize("name", _NIGHTS)
def test_the_machines_copy_is_as_its_schema_says(name: str) -> None:
    Draft202012Validator.check_schema(night_schema())
    told = json.loads(json.dumps(run_as_json(_NIGHTS[name])))
    Draft202012Validator(night_schema()).validate(told)
    assert told["version"] == VERSION


def test_the_schema_describes_every_field_that_is_written_and_no_other() -> None:
    schema, told = night_schema(), run_as_json(_bad_night())
    places = {
        "": (schema, told),
        "counts": (schema["properties"]["counts"], told["counts"]),
        "checks": (schema["properties"]["checks"], told["checks"]),
        "figures": (schema["$defs"]["figures"], told["figures"]),
        "owners": (schema["$defs"]["owner"], told["owners"][0]),
        "rules": (schema["$defs"]["rule"], told["rules"][0]),
    }
    for place, (described, written) in places.items():
        assert set(described["properties"]) == set(written), place
        assert set(described["required"]) == set(written), place


@pytest.mark.parametrize("lacking", ["version", "verdict", "rules"])
def test_the_schema_finds_what_is_missing(lacking: str) -> None:
    told = run_as_json(_bad_night())
    del told[lacking]
    with pytest.raises(ValidationError):
        Draft202012Validator(night_schema()).validate(told)


@pytest.fixture
def truth_nightly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., tuple[int, str, str]]:
    """Runs `truth nightly` on a bad night."""
    monkeypatch.setenv("CUSTOMER_TRUTH_HOME", str(tmp_path))

    def ended(*words: str, of: Run = _NIGHTS["bad"]) -> tuple[int, str, str]:
        monkeypatch.setattr(nightly, "run_nightly", lambda *_, **__: of)
        line = ["truth", "nightly", "--no-alerts", "--project", str(ROOT), *words]
        monkeypatch.setattr(sys, "argv", line)
        code = run()
        return code, *capsys.readouterr()

    return ended


def test_a_night_is_written_as_json_or_csv_as_it_is_asked_for(truth_nightly: Any) -> None:
    code, out, _ = truth_nightly("--format", "json")
    assert code == 1
    assert json.loads(out)["verdict"] == "failed"
    code, out, _ = truth_nightly("--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (1, len(_NIGHTS["bad"].results))


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_is_recovered_is_told_beside_a_night_for_machines(
    truth_nightly: Any, form: str
) -> None:
    code, out, err = truth_nightly("--recover", "--format", form)
    rows = json.loads(out)["rules"] if form == "json" else list(csv.DictReader(io.StringIO(out)))
    assert (code, len(rows)) == (1, len(_NIGHTS["bad"].results))
    assert err.splitlines()[0].startswith("Nothing to recover")


def test_a_night_without_a_verdict_says_so_in_its_last_line(truth_nightly: Any) -> None:
    code, _, err = truth_nightly(of=_NIGHTS["empty"])
    assert code == 2
    assert err.splitlines()[-1].startswith("truth nightly: no rule was evaluated")
