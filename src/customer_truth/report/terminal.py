"""A night for a person at a terminal: the verdict, the worst findings by owner, the site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rich.text import Text

from customer_truth.report.verdict_word import STYLES, verdict_word
from customer_truth.text.counted import counted
from customer_truth.text.visible import visible
from customer_truth.verdict.figures import Scope
from customer_truth.verdict.outcome import RuleResult, Run
from customer_truth.verdict.verdict import UNCHECKED, Verdict

_WORST = 3
_REASONS = 5
_BROKEN = (Verdict.ERRORED, Verdict.FAILED, Verdict.WARNED)


def night_lines(run: Run, site: Path, lookup_options: str) -> Iterator[Text]:
    """The lines that end a night."""
    counts = run.counts
    yield Text.assemble(
        (run.verdict.value.upper(), STYLES[run.verdict]),
        f"  {run.checkpoint}, data of {run.as_of:%Y-%m-%d %H:%M} UTC, "
        f"{(run.finished_at - run.started_at).total_seconds():.0f} s, run {run.run_id}",
    )
    yield Text(
        f"{counts['declared']} rules declared, {counts['evaluated']} evaluated: "
        + ", ".join(f"{counts[v.value]} {v.value}" for v in Verdict if v not in UNCHECKED)
        + "".join(f"; {counts[v.value]} {v.words}" for v in UNCHECKED)
    )
    yield from _figures(run)
    if counts["evaluated"] and not any(r.verdict in _BROKEN for r in run.results):
        yield Text("No findings.")
    if vanished := run.vanished():
        yield Text("")
        has = "has" if len(vanished) == 1 else "have"
        told = f"{counted(len(vanished), 'rule')} had records before and {has} none now:"
        yield Text(told, "bold")
        yield from (_rule_line(result, run.is_first) for result in vanished[:_REASONS])
        if len(vanished) > _REASONS:
            more = counted(len(vanished) - _REASONS, "more rule")
            yield Text(visible(f"  and {more}: truth rules --failing{lookup_options}"))
    yield from _not_looked_at(run)
    yield from _unusual(run)
    owners = _worst_owners(run)
    if owners:
        yield Text("")
        yield from (_owner_line(run, owner) for owner in owners)
        yield Text("")
        yield from _worst(run, lookup_options)
    yield Text(visible(f"Site     {site / 'index.html'}"))


def unchecked_words(run: Run, lookup_options: str) -> str:
    """A night that came to no verdict, in one line: what, whose, and what to do next."""
    errored = [result for result in run.worst_first() if result.verdict is Verdict.ERRORED]
    if not errored:
        return "truth nightly: no rule was evaluated, needs records. Next: truth doctor"
    first, *more = errored
    others = f", and {counted(len(more), 'more rule')}" if more else ""
    return (
        f"truth nightly: no verdict, {first.rule.id} errored ({first.reason or 'no reason'})"
        f"{others}. Ask {first.rule.owner} ({first.person}). "
        f"Next: truth explain {first.rule.id}{lookup_options}"
    )


def _figures(run: Run) -> Iterator[Text]:
    """The checks that passed, and what is open: each record and each customer once."""
    checks, figures = run.checks, run.figures_of(Scope.NIGHT)
    if checks.made:
        fail = f"{counted(figures.records, 'record')} {'fails' if figures.records == 1 else 'fail'}"
        yield Text(f"{checks.percent} of {counted(checks.made, 'record check')} passed; {fail}")
    if figures.words:
        yield Text(f"{figures.words} (each counted once, so owners do not add up)")


def _not_looked_at(run: Run) -> Iterator[Text]:
    """What was not judged because a raw table is not whole, by reason; it stays as it was."""
    unseen = run.not_looked_at()
    if not unseen:
        return
    kept = sum(result.not_looked_at or 0 for result in unseen)
    yield Text("")
    stay = f"{counted(kept, 'exception')} {'stays' if kept == 1 else 'stay'} as before"
    yield Text(f"{counted(len(unseen), 'rule')} not judged, or not on all records; {stay}:", "bold")
    for reason, count in Counter(result.reason or "" for result in unseen).most_common(_REASONS):
        yield Text(visible(f"  {counted(count, 'rule')} {reason}"))


def _unusual(run: Run) -> Iterator[Text]:
    """The rules that fail for another share of their records than their past nights let expect."""
    unusual = [result for result in run.worst_first() if result.unusual]
    if unusual:
        yield Text("")
        fail = "fails" if len(unusual) == 1 else "fail"
        yield Text(
            f"{counted(len(unusual), 'rule')} {fail} for an unusual share of records:", "bold"
        )
        for result in unusual[:_REASONS]:
            yield Text(visible(f"  {result.rule.id}  {result.unusual}"))
        if len(unusual) > _REASONS:
            yield Text(f"  and {counted(len(unusual) - _REASONS, 'more rule')}")


def _worst_owners(run: Run) -> list[str]:
    broken = [result for result in run.worst_first() if result.verdict in _BROKEN]
    return list(dict.fromkeys(result.rule.owner for result in broken))


def _owner_line(run: Run, owner: str) -> Text:
    mine = [r for r in run.results if r.rule.owner == owner and r.verdict in _BROKEN]
    verdicts = Counter(result.verdict for result in mine)
    told = [f"{verdicts[v]} {v.words}" for v in _BROKEN if verdicts[v]]
    figures = run.figures_of(Scope.OWNER, owner)
    told += [counted(figures.records, "record")] if figures.records else []
    told += filter(None, (figures.in_error_words, figures.customers_words))
    return Text.assemble(
        (visible(owner), "bold"), f" ({visible(mine[0].person)}): {', '.join(told)}"
    )


def _worst(run: Run, lookup_options: str) -> Iterator[Text]:
    """The worst rules, and the command that lists them all."""
    broken = [r for r in run.worst_first() if r.verdict in _BROKEN and not r.is_vanished]
    yield from (_rule_line(result, run.is_first) for result in broken[:_WORST])
    more = f"and {counted(len(broken) - _WORST, 'more rule')}: " if len(broken) > _WORST else ""
    yield Text(visible(f"  {more}truth rules --failing{lookup_options}"))


def _rule_line(result: RuleResult, is_first_night: bool) -> Text:
    if result.verdict is Verdict.ERRORED or result.is_vanished:
        told = result.reason or ""
    else:
        told = f"{result.failing:,} of {result.records:,}"
        if result.new and not is_first_night:
            told += f", {result.new:,} new"
        told += f"  {result.rule.broken}"
    words = visible(f"{result.rule.id}  {told}")
    return Text.assemble("  ", verdict_word(result.verdict, 8), words)
