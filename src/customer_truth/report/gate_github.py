"""A gated change for GitHub: annotations at the lines, and the summary of the step."""

from __future__ import annotations

from collections.abc import Iterator

from customer_truth.gate.result import GateResult
from customer_truth.report import gate_words as words
from customer_truth.report.gate_markdown import gate_markdown
from customer_truth.text.visible import visible

# The host shows ten of a kind for each step and drops the rest without a word.
_AT_MOST = 10
SUMMARY_LIMIT = 1_000_000


def annotation_lines(result: GateResult) -> Iterator[str]:
    """Workflow commands: an error for each finding, a notice for each rule that moves."""
    errors = [
        (f.file.as_posix(), f.line, f.kind.replace("_", " "), f"{f.subject} {f.message}")
        for f in result.findings
    ]
    notices = [
        (r.file.as_posix(), r.line, f"rule {r.rule}", words.rule_moves(r)) for r in result.moving
    ]
    for level, told in (("error", errors), ("notice", notices)):
        for file, line, title, message in told[: _AT_MOST - (len(told) > _AT_MOST)]:
            where = f"file={_property(file)},line={line},title={_property(title)}"
            yield f"::{level} {where}::{_data(message)}"
        if len(told) > _AT_MOST:
            yield f"::{level} ::and {len(told) - _AT_MOST + 1} more, see the summary of this step"


def step_summary(result: GateResult) -> str:
    """The Markdown of the step's summary."""
    return gate_markdown(result, SUMMARY_LIMIT)


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
