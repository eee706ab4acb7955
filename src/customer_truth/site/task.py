"""What a task says: one record, and all that is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from customer_truth.rules import Rule
from customer_truth.site.work_record import WorkRecord
from customer_truth.site.worklist import rule_link
from customer_truth.verdict.verdict import Severity

_TITLE = 100  # signs that every system's title takes
_PROBLEMS = 4_000  # signs that every system's description takes
# Where a system asks for a day and no rule names one.
_DAYS = {Severity.CRITICAL: 7, Severity.WARNING: 30, Severity.INFO: 90}


class Problem(NamedTuple):
    """One rule that a record fails: what of the exception a task tells."""

    rule: Rule
    record_key: str
    customer_id: str | None
    value: Decimal | None
    in_error: Decimal | None
    first_seen: datetime
    due: datetime | None
    decider: str | None
    not_looked_at: str | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """The work on one record for one owner, as of a night."""

    role: str
    record: WorkRecord
    problems: Sequence[Problem]
    as_of: datetime
    site_url: str

    def words(self, priorities: Mapping[str, str]) -> dict[str, object]:
        """What a file may say of the task, by the words of systems.yml."""
        record = self.record
        problems = sorted(self.problems, key=lambda problem: urgency([problem]))
        worst = problems[0]
        due = min((p.due for p in problems if p.due), default=None)
        due_by = due or self.as_of + timedelta(days=_DAYS[worst.rule.severity])
        values = [p.value for p in problems if p.value is not None]
        errors = [p.in_error for p in problems if p.in_error is not None]
        return {
            "id": record.id,
            "kind": record.kind,
            "record": record.record,
            "subject": _subject(problems),
            "problems": _told(problems, self.site_url),
            "severity": worst.rule.severity.value,
            "priority": priorities[worst.rule.severity.value],
            "value": max(values, default=""),
            "in_error": max(errors, default=""),
            "due": f"{due:%Y-%m-%d}" if due else "",
            "due_by": f"{due_by:%Y-%m-%d}",
            "due_at": f"{due_by:%Y-%m-%dT%H:%M:%SZ}",
            "since": f"{min(p.first_seen for p in problems):%Y-%m-%d}",
            "day": f"{self.as_of:%Y-%m-%d}",
            "customer": worst.customer_id or "",
            "external_id": self._external_id(),
            "link": rule_link(worst.rule.id, self.site_url),
        }

    def _external_id(self) -> str:
        """The same every night, so that a second import of a record can be told from the first."""
        record = self.record
        said = f"{self.role} {record.system} {record.kind} {record.record}"
        return f"truth-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:24]}"


def urgency(problems: Sequence[Problem]) -> tuple[Any, ...]:
    """Sorts the worst severity first, then what is most in error, the costliest and the oldest."""
    ranks = list(Severity)
    return (
        min(ranks.index(problem.rule.severity) for problem in problems),
        -max(float(problem.in_error or 0) for problem in problems),
        -max(float(problem.value or 0) for problem in problems),
        min(problem.first_seen for problem in problems),
        problems[0].record_key,
    )


def _subject(problems: Sequence[Problem]) -> str:
    broken = list(dict.fromkeys(problem.rule.broken for problem in problems))
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    return _cut(broken[0], _TITLE - len(more)) + more


def _told(problems: Sequence[Problem], site_url: str) -> str:
    """Every problem in one line, as many as a description takes, and how many more there are."""
    told = [_sentence(problem, site_url) for problem in problems]
    if len(told) > 1:
        told = [f"{number}. {sentence}" for number, sentence in enumerate(told, 1)]
    kept: list[str] = []
    for sentence in told:
        if sum(map(len, kept)) + len(kept) + len(sentence) > _PROBLEMS - 60:
            break
        kept.append(sentence)
    kept = kept or [_cut(told[0], _PROBLEMS - 60)]
    left = len(told) - len(kept)
    return " ".join([*kept, *([f"And {left} more: see exceptions.csv."] if left else [])])


def _sentence(problem: Problem, site_url: str) -> str:
    rule = problem.rule
    facts = [
        rule.id,
        rule.severity.value,
        problem.record_key,
        f"open since {problem.first_seen:%Y-%m-%d}",
        f"due {problem.due:%Y-%m-%d}" if problem.due else "",
        _worth(problem),
        f"{problem.decider} decides" if problem.decider else "",
        f"not looked at last night: {problem.not_looked_at}" if problem.not_looked_at else "",
        rule_link(rule.id, site_url),
    ]
    return f"{rule.broken.rstrip('.')}. {rule.fix} ({', '.join(filter(None, facts))})"


def _worth(problem: Problem) -> str:
    """What of the record is in error, else what it is worth."""
    if problem.in_error is not None:
        return f"{problem.in_error:,.2f} in error"
    return f"value {problem.value:,.2f}" if problem.value is not None else ""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "\u2026"
