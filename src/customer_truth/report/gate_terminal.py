"""A gated change for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from customer_truth.gate.result import Finding, GateResult, RuleImpact
from customer_truth.report import gate_words as words
from customer_truth.text.counted import counted

_AT_MOST = 20


def gate_lines(result: GateResult) -> Iterator[str]:
    """The report, verdict and reasons first."""
    yield words.headline(result)
    night = f", judged on the night of {result.as_of}" if result.as_of else ""
    yield f"against {result.base}{night}"
    yield from _section("Blocked by", (_finding(f) for f in result.findings))
    yield from _section(
        "Changes", (f"{c.kind.words:<22} {c.subject}: {c.says}" for c in result.changes)
    )
    yield from _section("Records that move", (_rule(r) for r in result.moving))
    yield from _section(
        "By owner",
        (
            f"{o.owner}: {o.newly_failing:,} newly failing"
            f"{words.in_error(o.in_error_newly_failing)}, {o.newly_passing:,} newly passing"
            f"{words.in_error(o.in_error_newly_passing)}, "
            f"{words.touched_words(o) or 'no customer touched'}"
            for o in result.owners
        ),
    )
    yield from _section("Contradictions", words.contradictions_words(result))
    yield from _section("Positions that move", map(words.move_words, result.moves))
    yield from _section(
        "Open forecast", (f"{t.category:<12} {words.forecast_words(t)}" for t in result.forecast)
    )
    yield from _section("Marts", (f"{m.mart}: {words.mart_moves(m)}" for m in result.marts))
    yield from _section("Agreement", map(words.agreement_words, result.agreements))


def unchecked_words(result: GateResult) -> str | None:
    """A change that could not be checked, in one line: what, whose, and what to do next."""
    errors = [finding for finding in result.findings if finding.is_error]
    if not errors:
        return None
    first, *more = errors
    what = f"{first.file}:{first.line}: {first.subject} {first.message.split('. ')[0].rstrip('.')}"
    others = f", and {counted(len(more), 'more problem')}" if more else ""
    return f"not checked: {what}{others}. Ask whoever makes the change. Next: truth lint"


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    told = list(lines)
    if not told:
        return
    yield ""
    yield title
    yield from (f"  {line}" for line in told[:_AT_MOST])
    if len(told) > _AT_MOST:
        yield f"  and {len(told) - _AT_MOST} more; all of them: --format json"


def _finding(finding: Finding) -> str:
    where = f"{finding.file}:{finding.line}"
    return f"{where}: {finding.subject} {finding.message} [{finding.kind}]"


def _rule(rule: RuleImpact) -> str:
    return f"{rule.severity:<8} {rule.rule}: {words.rule_moves(rule)}; {words.verdicts(rule)}"
