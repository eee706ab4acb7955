"""What definitions will do on later days, on the records of the last night.

A record that is entered so many days after the night meets a definition as one of the night meets
it with each of its dates as many days earlier. So both sides are copied with earlier dates, and
what they come to is measured as it is for the night itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path, PurePosixPath

from customer_truth.errors import Unusable
from customer_truth.files.definition_files import contents, is_within
from customer_truth.files.layers import is_of_catalogue, is_thin, path_of, stand_over
from customer_truth.gate.meaning import differing_lines, lines_of
from customer_truth.gate.result import GateResult, Later, RuleImpact
from customer_truth.gate.side import Side, load_side
from customer_truth.rules import Rule

# Half a night's build each: a change that needs more of them is better judged in parts.
_MOST_DAYS = 4
_YEAR = timedelta(days=364)
_FARTHEST = timedelta(days=36_400)
_ENDS = {"valid_to", "expires_on"}
# What was decided on a day holds whatever the day; waivers are followed rule by rule.
_NO_TERM = {"decided_on"}
_FOLLOWED = {"waivers.csv"}
_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_CELL = re.compile(r"""(?m)(?<![^,"'\n])(\d{4}-\d{2}-\d{2})(?![^,"'\r\n])""")
# Other ways to write a year or a moment; they cannot be told from plain numbers.
_ODD_DAY = re.compile(r"(?<![\w.])(?:20|21)\d\d(?:\d{4})?(?![\w.])|(?<![\w.])1[6-9]\d{8,11}(?!\d)")


@dataclass(frozen=True)
class Dated:
    """A day that differs between the sides, and where it is written."""

    day: date
    file: str
    line: int


def names_odd_days(was: Path, now: Path) -> bool:
    """Whether what differs between two texts may name days that cannot be told as such."""
    lines = (line for _, _, line in differing_lines(was, now))
    return any(_ODD_DAY.search(_DAY.sub("", line)) for line in lines)


def dated(base: Side, head: Side, paths: Iterable[str], touched: set[str]) -> list[Dated]:
    """Every day in a row or a line of SQL that differs, and in the touched expectations."""
    found: list[Dated] = []
    for path in paths:
        was, now = (path_of(side.root, Path(path)) for side in (base, head))
        if path.startswith("seeds/") and now.suffix == ".csv" and now.name not in _FOLLOWED:
            found += _in_rows(path, was, now)
        elif is_within(path, ("models", "macros")) and now.suffix == ".sql":
            found += (
                Dated(day, path, number)
                for _, number, line in differing_lines(was, now)
                for day in _days(line)
            )
    for rule in (side.rules.get(id) for id in sorted(touched) for side in (base, head)):
        found += _in_expectation(rule) if rule else ()
    return found


def dated_expectations(base: Side, head: Side, touched: set[str]) -> set[str]:
    """The touched rules that name a day to Great Expectations on either side."""
    rules = (side.rules[id] for side in (base, head) for id in touched & side.rules.keys())
    return {rule.id for rule in rules if any(_in_expectation(rule))}


def days_to_judge(found: Sequence[Dated], night: date) -> dict[int, Dated]:
    """How many days after the night to judge at, each for one dated difference.

    That is the last day before anything else begins or ends, at most a year on. What was written
    down as of more than a year ago shows on the records of the night. Raises `Unusable` where there
    are too many.
    """
    first = night + timedelta(days=1)
    near = [one for one in found if night - _YEAR < one.day <= night + _FARTHEST]
    begun = {max(one.day, first): one for one in reversed(near)}
    days = sorted(begun)
    if len(days) > _MOST_DAYS:
        more = begun[days[_MOST_DAYS]]
        raise Unusable(
            f"{more.file}:{more.line}: has {len(days)} days on which something begins or ends, "
            f"needs at most {_MOST_DAYS} in one change. Propose what begins later on its own."
        )
    nexts = zip_longest(days, days[1:], fillvalue=date.max)
    return {
        (min(day + _YEAR, following - timedelta(days=1)) - night).days: begun[day]
        for day, following in nexts
    }


def moved_back(side: Side, folder: Path, days: int, differing: Sequence[str]) -> Side:
    """A copy of a side in `folder`, in which each term begins and ends that many days earlier.

    So do the rules, the `differing` files, and tables with a day to come. Other files keep their
    days: in SQL they are bounds for good, and a table that stays as it is needs no building. Beside
    a thin home lies a copy of its engine, with earlier dates as well.
    """
    engine = folder.with_name(f"{folder.name}-engine")
    if is_thin(side.root):
        stand_over(folder, engine)
    for path, content in contents(side.root).items():
        is_engines = is_of_catalogue(Path(path))
        target = engine.joinpath(*Path(path).parts[1:]) if is_engines else folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        pattern = _pattern(path, content, side.today, differing)
        target.write_bytes(_earlier(content, pattern, days) if pattern else content)
    return load_side(folder, side.today)


def with_later(tonight: GateResult, then: GateResult, on: date) -> GateResult:
    """Tonight's result with what moves on that day beyond what moves tonight."""
    later = {impact.rule: impact for impact in then.rules}
    return replace(
        tonight,
        rules=[_rule_with(rule, later.get(rule.rule), on) for rule in tonight.rules],
        marts=[*tonight.marts, *(replace(m, on=on) for m in then.marts if m not in tonight.marts)],
    )


def _rule_with(rule: RuleImpact, then: RuleImpact | None, on: date) -> RuleImpact:
    if then is None:
        return rule
    if then.error:
        return replace(rule, error=rule.error or f"cannot be compared on {on}: {then.error}")
    judged = then.records_after - then.records_before
    told = Later(
        on=on,
        newly_failing=then.newly_failing,
        newly_passing=then.newly_passing,
        newly_judged=max(judged, 0),
        no_longer_judged=max(-judged, 0),
    )
    counted = ("newly_failing", "newly_passing", "newly_judged", "no_longer_judged")
    if all(getattr(told, name) <= getattr(rule, name) for name in counted):
        return rule
    return replace(rule, later=sorted([*rule.later, told], key=lambda one: one.on))


def _pattern(
    path: str, content: bytes, today: date, differing: Sequence[str]
) -> re.Pattern[str] | None:
    if path.startswith("seeds/") and path.endswith(".csv"):
        is_followed = PurePosixPath(path).name in _FOLLOWED
        ahead = not is_followed and any(day > today for day in _days(content.decode("latin-1")))
        return _CELL if path in differing or ahead else None
    if is_within(path, ("expectations",)) or (path.endswith(".sql") and path in differing):
        return _DAY
    return None


def _earlier(content: bytes, pattern: re.Pattern[str], days: int) -> bytes:
    def moved(found: re.Match[str]) -> str:
        day = _day(found[1])
        # The end of time stays where it is.
        return found[1] if day is None or day.year > 2199 else str(day - timedelta(days=days))

    return pattern.sub(moved, content.decode("utf-8", "surrogateescape")).encode(
        "utf-8", "surrogateescape"
    )


def _in_rows(path: str, was: Path, now: Path) -> Iterator[Dated]:
    header = next(csv.reader(lines_of(now)[:1] or lines_of(was)[:1]), [])
    for is_new, number, line in differing_lines(was, now):
        for column, cell in zip(header, next(csv.reader([line]), []), strict=False):
            day = _day(cell.strip())
            if day is not None and column not in _NO_TERM:
                end = timedelta(days=column in _ENDS)
                yield Dated(day + end, path, number if is_new else 1)


def _in_expectation(rule: Rule) -> Iterator[Dated]:
    if rule.expect is not None:
        for day in _days(str(dict(rule.expect))):
            yield Dated(day, rule.file.as_posix(), rule.line)


def _days(text: str) -> Iterator[date]:
    yield from (day for found in _DAY.findall(text) if (day := _day(found)) is not None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
