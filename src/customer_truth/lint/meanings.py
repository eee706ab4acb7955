"""Does every stage say what it means, in the words that models and rules ask for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.meanings import MEANINGS, Meaning
from customer_truth.registry.rows import LifecycleStage

_NEXT = "docs/lifecycles.md says what each word stands for."


def check_meanings(registry: Registry, today: date) -> Iterator[Problem]:
    """Every problem of what the stages mean."""
    for row in registry.stages:
        yield from _word(row)
    for lifecycle in dict.fromkeys(row.lifecycle for row in registry.stages):
        words = MEANINGS.get(lifecycle, {})
        yield from _counted(lifecycle, words, registry.stages_of(lifecycle, today))


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
            yield at(stages[0], has, "one at least", do, lapsed=True)
        for row in rows[meaning.most :] if meaning.most is not None else ():
            has = f"the meaning {word} like line {rows[0].line}"
            yield at(row, has, "one stage of it", "Say which of them it is.", lapsed=True)
