"""A gated change as a pull request's comment: Markdown, worst first, within the host's limit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from customer_truth.gate.result import Agreement, Finding, GateResult, OwnerImpact, RuleImpact
from customer_truth.report import gate_words as words
from customer_truth.text.visible import visible
from customer_truth.verdict.verdict import Verdict

LIMIT = 65_536
MARK = "<!-- customer-truth-gate -->"
_SIGNS = {Verdict.PASSED: "✅", Verdict.FAILED: "⛔", Verdict.ERRORED: "❗"}
_TOUCHED = ("customers touched", "yearly business")
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$])")


def gate_markdown(result: GateResult, limit: int = LIMIT) -> str:
    """The comment; where it would be too long its longest tables are cut and say by how much."""
    for rows in (100, 50, 20, 10, 5, 2):
        text = "\n".join(_lines(result, rows))
        if len(text) <= limit:
            return text + "\n"
    return f"{text[: limit - 200]}\n\nThis comment was cut. The whole report is an artifact.\n"


def _lines(result: GateResult, rows: int) -> Iterator[str]:
    yield MARK
    yield f"## {_SIGNS[result.verdict]} Customer Truth: {_plain(words.headline(result))}"
    yield ""
    night = f", judged on the night of {result.as_of}" if result.as_of else ""
    yield f"Against {_code(result.base)}{night}."
    yield from _findings(result.findings, rows)
    yield from _table(
        "What changed",
        ("change", "of", "says", "line"),
        (
            (c.kind.words, _code(c.subject), _plain(c.says), _code(f"{c.file}:{c.line}"))
            for c in result.changes
        ),
        rows,
    )
    yield from _impact(result, rows)
    yield from _agreements(result.agreements, rows)


def _findings(findings: Sequence[Finding], rows: int) -> Iterator[str]:
    cells = (
        (
            _code(f.kind),
            f"{_plain(f.subject)} {_plain(f.message)}",
            _code(f"{f.file}:{f.line}"),
        )
        for f in findings
    )
    yield from _table("What keeps it from being merged", ("rule", "reason", "line"), cells, rows)


def _impact(result: GateResult, rows: int) -> Iterator[str]:
    yield from _table(
        "Records that move",
        (
            *(
                "severity",
                "rule",
                "owner",
                "newly failing",
                "in error",
                "newly passing",
                "in error",
            ),
            *(*_TOUCHED, "fails now", "night"),
        ),
        (_rule(rule) for rule in result.moving),
        rows,
    )
    yield from _list("What changed rules will do only later", _later(result), rows)
    yield from _list("Planted rows that are judged differently", _planted(result), rows)
    yield from _table(
        "By owner",
        ("owner", "newly failing", "in error", "newly passing", "in error", *_TOUCHED),
        (
            (
                _code(o.owner),
                f"{o.newly_failing:,}",
                words.money(o.in_error_newly_failing),
                f"{o.newly_passing:,}",
                words.money(o.in_error_newly_passing),
                *_touched(o),
            )
            for o in result.owners
        ),
        rows,
    )
    yield from _list("Contradictions", words.contradictions_words(result), rows)
    yield from _list("Positions that move", map(words.move_words, result.moves), rows)
    yield from _table(
        "Open forecast by category",
        ("category", "before", "after", "failing a rule before", "after"),
        (
            (
                _plain(t.category),
                *map(words.money, (t.before, t.after, t.failing_before, t.failing_after)),
            )
            for t in result.forecast
        ),
        rows,
    )
    yield from _list(
        "Marts whose rows differ", (f"{m.mart}: {words.mart_moves(m)}" for m in result.marts), rows
    )
    yield from _examples(result.moving, rows)


def _later(result: GateResult) -> Iterator[str]:
    for rule in result.moving:
        if told := "; ".join(words.later_words(rule)):
            yield f"{rule.rule}: {told}"


def _planted(result: GateResult) -> Iterator[str]:
    for rule in result.moving:
        if told := "; ".join(words.planted_words(rule)):
            yield f"{rule.rule}: {told}"


def _touched(impact: RuleImpact | OwnerImpact) -> tuple[str, str]:
    unknown = f" ({impact.business_not_known:,} not known)" if impact.business_not_known else ""
    return f"{impact.customers_touched:,}", words.money(impact.yearly_business) + unknown


def _rule(rule: RuleImpact) -> tuple[str, ...]:
    if rule.error:
        return (
            rule.severity,
            _code(rule.rule),
            _code(rule.owner),
            _plain(f"not evaluated: {rule.error}"),
            *[""] * 7,
        )
    waived = f" ({rule.waived:,} waived)" if rule.waived else ""
    return (
        rule.severity,
        _code(rule.rule),
        _code(rule.owner),
        f"{rule.newly_failing:,}",
        words.money(rule.in_error_newly_failing),
        f"{rule.newly_passing:,}{waived}",
        words.money(rule.in_error_newly_passing),
        *_touched(rule),
        f"{rule.failing_after:,} of {rule.records_after:,}",
        _plain("; ".join(part for part in (words.verdicts(rule), rule.lacks) if part)),
    )


def _agreements(agreements: Sequence[Agreement], rows: int) -> Iterator[str]:
    cells = (
        (
            f"{_code(a.party.role)} {_plain(a.party.person or 'nobody holds it')}",
            f"agreed by {_code(a.given_by)}" if a.given_by else "**missing**",
            _plain("; ".join(a.reasons[:5])),
        )
        for a in agreements
    )
    yield from _table("Whose agreement it needs", ("role", "agreement", "for"), cells, rows)


def _examples(rules: Sequence[RuleImpact], rows: int) -> Iterator[str]:
    told = [rule for rule in rules if rule.examples][:rows]
    if not told:
        return
    yield ""
    yield "<details><summary>Keys of the costliest records that move</summary>"
    for rule in told:
        yield ""
        yield f"{_code(rule.rule)}"
        yield ""
        for example in rule.examples[: min(rows, 20)]:
            of = f" of {_code(example['customer'])}" if example["customer"] else ""
            yield f"- {example['moves']}: {_code(example['record'])}{of}"
    yield ""
    yield "</details>"


def _table(
    title: str, header: Sequence[str], cells: Iterable[Sequence[str]], rows: int
) -> Iterator[str]:
    told = list(cells)
    if not told:
        return
    numbers = {"in error", "before", "after", "fails now", *_TOUCHED}
    yield from ("", f"### {title}", "")
    yield f"| {' | '.join(header)} |"
    is_number = [h in numbers or h.startswith(("newly", "failing")) for h in header]
    yield f"|{'|'.join('---:' if right else '---' for right in is_number)}|"
    yield from (f"| {' | '.join(row)} |" for row in told[:rows])
    yield from _more(len(told), rows)


def _list(title: str, lines: Iterable[str], rows: int) -> Iterator[str]:
    told = list(lines)
    if not told:
        return
    yield from ("", f"### {title}", "")
    yield from (f"- {_plain(line)}" for line in told[:rows])
    yield from _more(len(told), rows)


def _more(count: int, rows: int) -> Iterator[str]:
    if count > rows:
        yield from ("", f"and {count - rows:,} more: see the artifact")


def _plain(text: str) -> str:
    """Text that stays text: what it holds is never read as markup or as a mention."""
    return _ACTIVE.sub(r"\\\1", _one_line(text)).replace("@", "@<!-- -->")


def _code(text: str | None) -> str:
    """Text in a code span, whatever it holds."""
    shown = _one_line(text or "").replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _one_line(text: str) -> str:
    """Spaces and line breaks as one space, and what nobody would see written out."""
    return visible(" ".join(text.split()))
