"""Does every stage say what it means, in the words that models and rules ask for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.criteria import named_texts
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.meanings import MEANINGS, Meaning
from customer_truth.registry.rows import LifecycleStage
from customer_truth.rules.load import Entry

_COLUMN = "stage_means"
_NEXT = "docs/lifecycles.md says what each word stands for."


def check_meanings(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of what the stages mean."""
    for row in registry.stages:
        yield from _word(row)
    for lifecycle in dict.fromkeys(row.lifecycle for row in registry.stages):
        words = MEANINGS.get(lifecycle, {})
        yield from _counted(lifecycle, words, registry.stages_of(lifecycle, today))


def asks_for_meanings(column: object) -> bool:
    """Whether a column of a mart holds what stages mean."""
    return isinstance(column, str) and column.endswith(_COLUMN)


def check_asked(entry: Entry, mart: Mart | None, registry: Registry) -> Iterator[Problem]:
    """Every meaning that a rule asks for and no stage has."""
    lifecycle = entry.text("lifecycle") or entry.suite.get("lifecycle")
    said = entry.text(_COLUMN)
    if said is not None and not isinstance(lifecycle, str):
        do = "Name it once for the suite, or in the rule."
        yield entry.problem(_COLUMN, f"the meaning {said} of no lifecycle", "one", do)
        return
    asked = [(_COLUMN, said)] if said is not None else []
    for name in ("when", "must"):
        text = entry.text(name)
        if text and mart:
            asked += [(name, word) for word in named_meanings(text, entry.fields, mart)]
    told: set[str] = set()
    for name, word in asked:
        if word not in told and (wrong := unknown_meaning(registry, lifecycle, word)):
            told.add(word)
            yield entry.problem(name, *wrong)


def unknown_meaning(
    registry: Registry, lifecycle: object, word: str
) -> tuple[str, str, str] | None:
    """What is wrong with asking stages of that lifecycle, or of any, for that meaning."""
    whose = f" of {lifecycle}" if isinstance(lifecycle, str) else ""
    scopes = [MEANINGS.get(lifecycle, {})] if isinstance(lifecycle, str) else MEANINGS.values()
    words = set(chain.from_iterable(scopes))
    if word not in words:
        needs = f"one of {listed(words, 40)}" if words else "a lifecycle with meanings"
        return f"the unknown meaning {word}{whose}", needs, nearest(word, words) or _NEXT
    if any(
        row.stage_means == word and lifecycle in (None, row.lifecycle) for row in registry.stages
    ):
        return None
    do = f"Write {word} as stage_means of a stage in lifecycle_stages.csv, or take the rule out."
    return f"the meaning {word}{whose}, which no stage has", "a stage that means it", do


def named_meanings(text: str, fields: Mapping[str, Any], mart: Mart) -> Iterator[str]:
    """The meanings that a criterion names."""
    yield from (word for _, word in named_texts(text, fields, mart, asks_for_meanings))


def _word(row: LifecycleStage) -> Iterator[Problem]:
    words, said = MEANINGS.get(row.lifecycle), row.stage_means
    if words is None:
        if said is not None:
            has = f"{said} as stage_means of {row.lifecycle}, a lifecycle of your own"
            yield at(row, has, "nothing there", "Your own rules name its stages as they are.")
    elif said is None:
        yield at(row, "no stage_means", f"one of {listed(words)}", _NEXT)
    elif said not in words:
        do = nearest(said, words) or _NEXT
        yield at(row, f"the unknown meaning {said}", f"one of {listed(words)}", do)


def _counted(
    lifecycle: str, words: Mapping[str, Meaning], stages: Sequence[LifecycleStage]
) -> Iterator[Problem]:
    """Where exactly one stage may mean it, a moment would lead to two; where none does, to none."""
    for word, meaning in words.items():
        rows = [row for row in stages if row.stage_means == word]
        if stages and len(rows) < meaning.least:
            has = f"no stage of {lifecycle} that means {word} today"
            do = f"{meaning.says}: write {word} as stage_means of the stage that says so."
            yield at(stages[0], has, "at least one", do, lapsed=True)
        for row in rows[meaning.most :] if meaning.most is not None else ():
            has = f"the meaning {word} like line {rows[0].line}"
            yield at(row, has, "one stage of it", "Say which of them it is.", lapsed=True)
