"""Does the registry say of each system's words what they mean, in the words that models ask for?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from customer_truth.definitions.marts import Mart
from customer_truth.files.problem import Problem, listed, nearest
from customer_truth.lint.accountable import Complaint
from customer_truth.lint.criteria import named_texts
from customer_truth.lint.decisions import twice
from customer_truth.lint.report import at
from customer_truth.registry.load import Registry
from customer_truth.registry.rows import SystemWord
from customer_truth.registry.words import WORD_FIELDS, possible_fields
from customer_truth.rules.load import Entry

_NEXT = "docs/lifecycles.md says what each of them stands for."


def check_words(registry: Registry) -> Iterator[Problem]:
    """Every problem of system_words.csv."""
    # Letters may be small or capital, as they may in the records.
    yield from twice(
        registry.words, lambda row: (row.source_system, row.field, str(row.word).lower()), "word"
    )
    systems = {row.source_system for row in registry.systems}
    for row in registry.words:
        if row.source_system and row.source_system not in systems:
            do = nearest(row.source_system, systems)
            has = f"the unknown source system {row.source_system}"
            yield at(row, has, "one of source_systems.csv", do)
        elif row.source_system and row.field:
            yield from _word(row)


def check_asked_words(entry: Entry, mart: Mart | None) -> Iterator[Problem]:
    """Every meaning that a rule asks a column of words for and that none of them can have."""
    for name in ("when", "must"):
        text = entry.text(name)
        if mart is not None and text is not None:
            for wrong in unknown_words(text, entry.fields, mart):
                yield entry.problem(name, *wrong)


def unknown_words(text: str, fields: Mapping[str, Any], mart: Mart) -> Iterator[Complaint]:
    """What is wrong with each meaning that a criterion asks a column of words for, once."""
    meanings = {
        column: said.means
        for said in WORD_FIELDS.values()
        for place in said.asked
        for of, column in [place.split(".")]
        if of == mart.name
    }
    if not meanings:
        return
    for column, word in dict.fromkeys(named_texts(text, fields, mart, meanings.__contains__)):
        if word not in (words := meanings[column]):
            has = f"the unknown meaning {word} of {column}"
            yield has, f"one of {listed(words)}", nearest(word, words) or _NEXT


def _word(row: SystemWord) -> Iterator[Problem]:
    fields = possible_fields(row.source_system)
    if row.field not in fields:
        has = f"the unknown field {row.field} of {row.source_system}"
        yield at(row, has, f"one of {listed(fields)}", nearest(row.field, fields) or _NEXT)
    elif row.means and row.means not in (words := WORD_FIELDS[row.field].means):
        has = f"the unknown meaning {row.means} of {row.field}"
        yield at(row, has, f"one of {listed(words)}", nearest(row.means, words) or _NEXT)
