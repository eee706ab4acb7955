"""`truth windows` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys

from customer_truth.verdict.verdict import ExitCode


def truth(*arguments: str) -> subprocess.CompletedProcess[str]:
    code = "import customer_truth.cli as cli; cli.main()"
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_was_understood_is_shown_day_by_day() -> None:
    shown = truth("windows", "M-F 6-10, Sa before noon")
    assert shown.returncode == 0
    assert shown.stdout.splitlines() == [
        "M-F 6-10, Sa before noon",
        "weekday    opens  closes    width",
        "Monday     06:00   10:00   4:00 h",
        "Tuesday    06:00   10:00   4:00 h",
        "Wednesday  06:00   10:00   4:00 h",
        "Thursday   06:00   10:00   4:00 h",
        "Friday     06:00   10:00   4:00 h",
        "Saturday   00:00   12:00  12:00 h",
        "opening_hours: Mo-Fr 06:00-10:00; Sa 00:00-12:00",
    ]


def test_a_night_and_closed_days_are_shown() -> None:
    shown = truth("windows", "Sat 22:00-04:00 (+1), closed Dec 25 and holidays").stdout
    assert "Saturday  22:00  04:00 (+1)  6:00 h" in shown
    assert "closed on Dec 25, public holidays" in shown


def test_where_understanding_stops_is_said() -> None:
    shown = truth("windows", "6-10", "Mon-Fri 6-10 or 1-3", "Mon-Fri")
    assert shown.returncode == ExitCode.UNCHECKED
    assert "opening_hours: Mo-Su 06:00-10:00" in shown.stdout
    assert "stops at 'or 1-3', which is neither days nor hours." in shown.stderr
    assert "'Mon-Fri': stops at its end, which needs hours" in shown.stderr
    assert "docs/read-delivery-windows.md" in shown.stderr


def test_other_forms_stand_alone() -> None:
    osm = truth("windows", "--as", "osm", "M-F 6-10", "Sa 7-9")
    assert osm.stdout.splitlines() == ["Mo-Fr 06:00-10:00", "Sa 07:00-09:00"]
    spring = ("--as", "vroom", "--day", "2026-03-08", "--zone", "America/New_York")
    vroom = truth("windows", *spring, "Su 01:00-04:00")
    assert json.loads(vroom.stdout) == [[1772949600, 1772956800]]
    place = truth("windows", "--as", "schema.org", "Su 01:00-04:00")
    assert json.loads(place.stdout)[0]["opens"] == "01:00"


def test_a_zone_that_nobody_knows_is_refused() -> None:
    shown = truth("windows", "--as", "vroom", "--zone", "Mars/Olympus", "6-10")
    assert shown.returncode == ExitCode.UNCHECKED
    assert "Mars/Olympus" in shown.stderr
