"""How the reports of a gate say what they all say."""

from __future__ import annotations

from collections.abc import Iterator

from customer_truth.gate.change import ChangeKind
from customer_truth.gate.result import (
    VERDICT_WORDS,
    Agreement,
    ForecastTotal,
    GateResult,
    MartImpact,
    OwnerImpact,
    PositionMove,
    RuleImpact,
)
from customer_truth.text.counted import counted
from customer_truth.verdict.figures import Figures

_COLUMNS = 6
_ROWS = 5
_LATER = {
    "newly_failing": "newly failing",
    "newly_passing": "newly passing",
    "newly_judged": "newly judged",
    "no_longer_judged": "no longer judged",
}


def headline(result: GateResult) -> str:
    """The verdict in one line."""
    if not result.changes and not result.findings:
        return "No definition changed: may be merged."
    changes = counted(len(result.changes), "change")
    blocked = len(result.findings)
    why = f", for {counted(blocked, 'reason')}" if blocked else ""
    return f"The change {VERDICT_WORDS[result.verdict]}{why}: {changes}, {moved(result)}."


def moved(result: GateResult) -> str:
    """How many records change sides, and how many rules will judge otherwise only later."""
    if not result.is_measured:
        return "what it moves is not known"
    told = "no record moves"
    if result.newly_failing or result.newly_passing:
        failing = counted(result.newly_failing, "record")
        told = f"{failing} newly failing, {result.newly_passing:,} newly passing"
    if later := sum(bool(rule.later) for rule in result.rules):
        told = f"{told}, {counted(later, 'rule')} will judge differently later"
    is_tool = any(change.kind is ChangeKind.TOOL_CHANGED for change in result.changes)
    return f"{told}, what the tool itself does differently is not measured" if is_tool else told


def money(value: float | None) -> str:
    """An amount in the company's currency; a dash where nobody can say it."""
    return "\u2013" if value is None else f"{value:,.0f}"


def in_error(value: float | None) -> str:
    """How much is in error, in brackets; nothing where the rule cannot say it."""
    return "" if value is None else f" ({money(value)} in error)"


def touched_words(impact: RuleImpact | OwnerImpact) -> str:
    """The customers whose records move, each once, and their yearly business."""
    return Figures(
        customers_touched=impact.customers_touched,
        yearly_business=impact.yearly_business,
        business_not_known=impact.business_not_known,
    ).words


def rule_moves(rule: RuleImpact) -> str:
    """What moves for one rule."""
    if rule.error:
        return f"could not be evaluated: {rule.error}"
    parts = []
    if rule.newly_failing:
        parts.append(f"{rule.newly_failing:,} newly failing{in_error(rule.in_error_newly_failing)}")
    if rule.newly_passing:
        waived = f", {rule.waived:,} of them waived" if rule.waived else ""
        amount = in_error(rule.in_error_newly_passing)
        parts.append(f"{rule.newly_passing:,} newly passing{amount}{waived}")
    if touched := touched_words(rule):
        parts.append(touched)
    reach = ((rule.newly_judged, "newly judged"), (rule.no_longer_judged, "no longer judged"))
    parts += [f"{count:,} {word}" for count, word in reach if count]
    parts.append(
        f"{rule.failing_before:,} of {rule.records_before:,} → "
        f"{rule.failing_after:,} of {rule.records_after:,}"
    )
    lacks = [rule.lacks] if rule.lacks else []
    return "; ".join([", ".join(parts), *lacks, *later_words(rule), *planted_words(rule)])


def later_words(rule: RuleImpact) -> Iterator[str]:
    """What a changed rule will do only on a later day: from when, and how much at the most."""
    for name, word in _LATER.items():
        told = {night.on: int(getattr(night, name)) for night in rule.later}
        more = {on: count for on, count in told.items() if count > getattr(rule, name)}
        if not more:
            continue
        first, most = min(more), max(more, key=lambda on: (more[on], -on.toordinal()))
        most_words = f", {more[most]:,} by {most}" if more[most] > more[first] else ""
        yield f"from {first} {more[first]:,} {word}{most_words}"


def planted_words(rule: RuleImpact) -> Iterator[str]:
    """The planted rows that a changed rule judges otherwise, the same moves together."""
    moves: dict[str, list[str]] = {}
    for move in rule.planted:
        when = " later" if move.on else ""
        moves.setdefault(f"{move.before} → {move.after}{when}", []).append(move.row)
    for told, rows in moves.items():
        noun = "planted row" if len(rows) == 1 else "planted rows"
        more = f" and {len(rows) - _ROWS} more" if len(rows) > _ROWS else ""
        yield f"{noun} {', '.join(rows[:_ROWS])}{more}: {told}"


def verdicts(rule: RuleImpact) -> str:
    """How the night would judge the rule on either side."""
    before, after = (v.words if v else "absent" for v in (rule.verdict_before, rule.verdict_after))
    return before if before == after else f"{before} → {after}"


def mart_moves(mart: MartImpact) -> str:
    """Which rows and columns of a mart differ."""
    counts = ((mart.added, "more"), (mart.removed, "fewer"), (mart.changed, "changed"))
    rows = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    rows += f" by {mart.on}" if rows and mart.on else ""
    columns = [
        f"{name} ({count:,})" if count >= 0 else f"{name} (on one side only)"
        for name, count in sorted(mart.columns.items(), key=lambda c: (-c[1], c[0]))
    ]
    more = len(columns) - _COLUMNS
    shown = ", ".join(columns[:_COLUMNS] + ([f"{more} more"] if more > 0 else []))
    return f"rows: {rows or 'as they were'}{f' in {shown}' if shown else ''}"


def move_words(move: PositionMove) -> str:
    """Where records stood and stand."""
    value = f", {money(move.value)}" if move.value else ""
    return (
        f"{move.of}: {move.before or 'none'} → {move.after or 'none'}: "
        f"{counted(move.records, 'record')}{value}"
    )


def forecast_words(total: ForecastTotal) -> str:
    """One category's total, and what of it carries an exception."""
    return (
        f"{money(total.before)} → {money(total.after)}, of it failing a rule touched "
        f"{money(total.failing_before)} → {money(total.failing_after)}"
    )


def agreement_words(agreement: Agreement) -> str:
    """Who agreed, or who has to."""
    party = agreement.party
    who = f"{party.role} ({party.person or 'nobody holds it'})"
    return f"{who}: agreed by @{agreement.given_by}" if agreement.given_by else f"{who}: missing"


def contradictions_words(result: GateResult) -> Iterator[str]:
    """Contradictions opened and closed, by the role that decides."""
    deciders = sorted({r.decider for r in result.rules if r.is_contradiction and r.decider})
    for decider in deciders:
        mine = [r for r in result.rules if r.is_contradiction and r.decider == decider]
        opened, closed = sum(r.newly_failing for r in mine), sum(r.newly_passing for r in mine)
        if opened or closed:
            yield f"{decider}: {opened:,} opened, {closed:,} closed"
