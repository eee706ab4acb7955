"""The tables of docs/vendors.md, made from the sources files: `python -m tests.vendors_page`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from customer_truth.extracts.condition import Condition
from customer_truth.extracts.contract import Table, declared_tables
from customer_truth.extracts.ending import Ending
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "vendors.md"
_TABLES = re.compile(r"<!-- (\w+) -->\n.*?<!-- end -->\n", re.DOTALL)


def page() -> str:
    """The page as it stands, with the tables that the sources files make of it."""
    return _TABLES.sub(lambda place: _made(place[1]), PAGE.read_text())


def described() -> list[str]:
    """The systems that the page has tables of."""
    return [place[1] for place in _TABLES.finditer(PAGE.read_text())]


def _made(system: str) -> str:
    lines = [f"<!-- {system} -->", *_of(system), "<!-- end -->"]
    return "\n".join(lines) + "\n"


def _of(system: str) -> Iterator[str]:
    tables = declared_tables(ROOT, (system,))
    yield "| table | ended where | because |\n|---|---|---|"
    for table in tables:
        ways: dict[str, list[str]] = {}
        for ending in table.ends:
            ways.setdefault(ending.because, []).append(_said(ending))
        for because, said in ways.items():
            yield f"| {table.name} | {'; '.join(said)} | {because} |"
    yield "\n| table | columns that are read (? not in every sync) | points at |\n|---|---|---|"
    for table in tables:
        yield f"| {table.name} | {_columns(table)} | {_pointing(table)} |"


def _said(ending: Ending) -> str:
    if ending.flag:
        return " and ".join(_condition(each) for each in (ending.flag, *ending.where))
    if ending.absorbs:
        return f"`{ending.absorbs}` of another lists its id"
    if ending.listed_in:
        return f"`{ending.listed_in}.{ending.ended}` names it, `{ending.into}` the survivor"
    return f"`{ending.into}` names the survivor"


def _condition(condition: Condition) -> str:
    return f"`{condition.column}` is {' or '.join(condition.values)}"


def _columns(table: Table) -> str:
    return ", ".join(f"`{c.name}`{'?' if c.optional else ''}" for c in table.columns)


def _pointing(table: Table) -> str:
    return "; ".join(
        f"`{column.name}`{' part of' if reference.part_of else ''} → {reference.to}"
        f"{f'.{reference.field}' if reference.field else ''}"
        for column in table.columns
        for reference in column.references
    )


if __name__ == "__main__":
    PAGE.write_text(page())
