"""What the key of an exception names: the system, the record there, its kind and its id."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from customer_truth.files.own_yaml import load_own_yaml

NO_SYSTEM = "others"
_SHEETS = "spreadsheets"
_VISIT = re.compile(r"#(\d{4}-\d{2}-\d{2}T.*|\d+)$", re.DOTALL)


class WorkRecord(NamedTuple):
    """One record that somebody works on; `kind` and `id` are empty where the key names none."""

    system: str
    record: str
    kind: str = ""
    id: str = ""


@cache
def formats() -> Mapping[str, Mapping[str, Any]]:
    """How each system takes work in, as systems.yml declares it."""
    loaded: Mapping[str, Mapping[str, Any]] = load_own_yaml(
        files("customer_truth.site").joinpath("systems.yml").read_text("utf-8")
    )
    return loaded


def work_record(
    key: str, mart: str, systems: Collection[str], fix_in: str | None = None
) -> WorkRecord:
    """The record to work on: the one that a key names first, of the `systems` that are known.

    Several rows of one record (its stages, its months) are one record where its id can be told;
    otherwise the key stays whole. Where it is put right elsewhere (`fix_in`), it is the record of
    that system where the key names one, and else the whole key.
    """
    named = list(_names(key, mart, systems))
    if fix_in is None:
        return named[0] if named else WorkRecord(NO_SYSTEM, key)
    for record in named:
        if record.system == fix_in:
            return record
        if record.system == _SHEETS:
            return WorkRecord(fix_in, record.record)
    return WorkRecord(fix_in, key)


def _names(key: str, mart: str, systems: Collection[str]) -> Iterator[WorkRecord]:
    """The records that a key names: one, or those of a pair."""
    for one in key.split("~"):
        parts = one.split(":")
        for at, part in enumerate(parts[:-1]):
            system = part.split(".")[0]
            if system in systems:
                after = part if part != system else ":".join(parts[at + 1 :])
                yield _named(system, after, one, (*parts[:at], mart))
                break


def _named(system: str, after: str, key: str, words: tuple[str, ...]) -> WorkRecord:
    declared = formats().get(system, {})
    if "ids" in declared:
        found = re.match(rf"(?:([a-z_]+):)?({declared['ids']})(?=$|[#/:])", after)
        if found:
            table, id = found.groups()
            known = (table, *words) if table else words
            for kind in _kinds(declared, id, known):
                return WorkRecord(system, id, kind, id)
            return WorkRecord(system, f"{known[0]}:{id}")
        return WorkRecord(system, key)
    return WorkRecord(system, _VISIT.sub("", after) or key)


def _kinds(declared: Mapping[str, Any], id: str, words: tuple[str, ...]) -> Iterator[str]:
    """The kinds that a record may be of, the surest first."""
    kinds = declared.get("kinds", {})
    for kind, told in kinds.items():
        if id.startswith(tuple(told.get("starts", ()))):
            yield kind
    for word in words:
        yield from (kind for kind, told in kinds.items() if word in told.get("words", ()))
