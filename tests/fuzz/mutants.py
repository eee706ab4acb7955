"""Mutants of a text: what slips of the hand, merges, editors and attackers make of a definition."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from random import Random
from typing import Any

import yaml

ODD_SCALARS = (
    *("", "~", "null", "NULL", "true", "no", "On", "0", "-1", "1", "010", "0x1f", "1:30", "1e400"),
    *("1.0e+400", ".nan", "-.inf", "1e6", "9" * 25, "9" * 5_000, "0.1", "-0.0", "1_000", "٣"),
    *("2026-01-01", "2026-13-40", "0001-01-01", "9999-12-31", "2026-W01-1", "infinity"),
    *("2026-01-01 25:00:00", "2026-01-01T00:00:00+14:00", "!!bool x", "!!int x", "!own {a: b}"),
    *("!!python/object/apply:os.system [x]", "&a [*a]", "*a", "<<", "[]", "{}", "[[[]]]", "{a: b}"),
    *("'", '"', "''", "a'b", 'a"b', "a: b", "- a", "# a", "a\tb", "a b", " a", "a ", "A", "é", "ß"),
    *("\ufeff", "\u202e", "\u2028", "\x85", "\x00", "\x1b[31m", "😀", "x" * 300, "x" * 30_000),
    *("a,b", "a;b", "{{ x }}", "{% x %}", "{x}", "{", "%s", "%", ":x", "::", "--", "/* x */", "\\"),
    *("$(x)", "`x`", "../../x", "/", "CON", "select", "=x", "@x", "null or true", "1 = 1", "()"),
)
_PREDICATES = (
    *("is_nothing = 1", "1 / 0 > 1", "1 % 0 = 0", "9223372036854775807 + 1 > 0", "1 = 1", "null"),
    *("-9223372036854775807 - 9 < 0", "1e30 * 1e30 > 1", "1.5e300 * 1e300 > 1", "not not not true"),
    *("cast('x' as integer) = 1", "date '9999-12-31' + interval '99999' year > :as_of", "'a' > 1"),
    *(":as_of - interval '99999' year < :as_of", "timestamp 'infinity' > :as_of", "x like '%'"),
    *("date '0001-01-01' - interval '5' day < :as_of", "round(1.5, 9) = 1", "abs(-1) = 1"),
    *("'a' like '\\'", "'a' like 'a\\%'", "regexp_like('a', '(a+)+$')", "regexp_like('a', '[')"),
    *("regexp_like('a', 'a{1,255}{1,255}')", "((((((1 = 1))))))", "case when 1 = 1 then true end"),
    *("99999999999999999999999999999 * 99999999999999999999999999999 > 1", "coalesce(null) = 1"),
    *(
        "cast(1e29 as decimal(38, 10)) > 1",
        "cast(1e18 as integer) > 1",
        "cast(1e300 as integer) = 1",
    ),
    *(
        "days_between(date '0001-01-01', date '9999-12-31') > 1",
        "length('a') = 1",
        "'\u0131' = lower('I')",
    ),
    *("date_trunc('year', date '0001-01-01') < :as_of", "'a' between 'b' and 1", "1 in (1, 'a')"),
    *(
        "hours_between(timestamp '0001-01-01 00:00:00', :as_of) > 1",
        "- - 1 = 1",
        "1 between 2 and 3",
    ),
    *("least(1, 2.5, 1e300) = 1", "greatest(date '2026-01-01', :as_of) = :as_of", "1.0 % 2 = 1"),
    *(
        "cast(:as_of as text) = ''",
        "cast(true as text) = 'true'",
        "cast(1 as boolean)",
        "'\x00' = ''",
    ),
)
_TOKENS = (
    *("!!bool ", "!x ", "&a ", "*a", "<<: *a\n", "- ", ": ", "\t", "{", "}", "[", "]", "'", '"'),
    *("|", ">", "#", "---\n", "...\n", "? ", "\r", "\r\n", "\n", "\x00", "\ufeff", "  ", ",", ":"),
    *("%TAG ! x\n", "\u2028", "\x85", "=", "\\", "{{ x }}"),
)
_FIELD = re.compile(r"(?P<name>^\s*(?:- )?\w+: |[{,] ?\w+: )(?P<value>[^\n{}\[\],]+)", re.MULTILINE)
_CRITERION = re.compile(r"^(?P<name>\s*(?:must|when): )(?P<value>[^\n]+)", re.MULTILINE)
_TERMS = re.compile(r"'[^']*'|:?\w+|[<>=!]+|[-+*/%()]")
_CODE = ("and", "or", "not", "is null", "in", "between", "like", "=", "<", "-", "+", "*", "/", "%")

Mutation = Callable[[Random, str], str | bytes]


def yaml_mutant(random: Random, text: str) -> bytes:
    """One mutant of a YAML text."""
    return _bytes(random.choice(_OF_YAML)(random, text))


def csv_mutant(random: Random, text: str) -> bytes:
    """One mutant of a CSV text."""
    return _bytes(random.choice(_OF_CSV)(random, text))


def _bytes(mutant: str | bytes) -> bytes:
    return mutant if isinstance(mutant, bytes) else mutant.encode("utf-8", "surrogatepass")


def _odd_value(random: Random, text: str) -> str:
    return _replaced(random, text, _FIELD, random.choice(ODD_SCALARS))


def _value_of_another_field(random: Random, text: str) -> str:
    values = [found["value"] for found in _FIELD.finditer(text)]
    return _replaced(random, text, _FIELD, random.choice(values)) if values else text


def _other_criterion(random: Random, text: str) -> str:
    return _replaced(random, text, _CRITERION, random.choice(_PREDICATES))


def _joined_criterion(random: Random, text: str) -> str:
    found = list(_CRITERION.finditer(text))
    if not found:
        return _odd_value(random, text)
    one = random.choice(found)
    joined = f"({one['value']}) {random.choice(('and', 'or'))} {random.choice(_PREDICATES)}"
    return text[: one.start("value")] + joined + text[one.end("value") :]


def _criterion_with_another_term(random: Random, text: str) -> str:
    found = list(_CRITERION.finditer(text))
    if not found:
        return _odd_value(random, text)
    one = random.choice(found)
    terms = list(_TERMS.finditer(one["value"]))
    known = [term.group() for other in found for term in _TERMS.finditer(other["value"])]
    if not terms:
        return text
    term = random.choice(terms)
    new = random.choice((*known, *_CODE, *ODD_SCALARS[:30]))
    start = one.start("value")
    return text[: start + term.start()] + new + text[start + term.end() :]


def _replaced(random: Random, text: str, pattern: re.Pattern[str], new: str) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return text + new
    one = random.choice(found)
    return text[: one.start("value")] + new + text[one.end("value") :]


def _structure(random: Random, text: str) -> str:
    """Another shape of the data: a part dropped, doubled, swapped, renamed, of another type."""
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return text
    places = list(_places(data))
    if not places:
        return text
    holder, key = random.choice(places)
    other, there = random.choice(places)
    match random.randrange(5):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(key, holder[key])
        case 2:
            holder[key] = random.choice((None, True, 7, -1.5, "", "x", [], {}, [None], {"a": "b"}))
        case 3 if not _holds(holder[key], other) and not _holds(other[there], holder):
            holder[key], other[there] = other[there], holder[key]
        case _ if isinstance(holder, dict):
            holder[random.choice(("", "x", str(there), str(key).upper()))] = holder.pop(key)
    return yaml.dump(data, sort_keys=False, allow_unicode=True)


def _holds(whole: Any, part: Any) -> bool:
    inner = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
    return whole is part or any(_holds(one, part) for one in inner)


def _places(data: Any) -> Any:
    keys = data if isinstance(data, dict) else range(len(data) if isinstance(data, list) else 0)
    for key in list(keys):
        yield data, key
        yield from _places(data[key])


def _token(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return text[:at] + random.choice(_TOKENS) + text[at:]


def _lines(random: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines.insert(at, lines[other])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = random.choice((" ", "  ", "\t", "    ")) + lines[at]
        case _:
            lines[at] = lines[at].lstrip(" ")
    return "".join(lines)


def _ends(random: Random, text: str) -> str:
    return text.replace("\n", random.choice(("\r\n", "\r", "\n\n", "\n \n", "\u2028")))


def _some_ends(random: Random, text: str) -> str:
    end = random.choice(("\r\n", "\r", "\n\n"))
    return "".join(end if s == "\n" and random.random() < 0.1 else s for s in text)


def _encoded(random: Random, text: str) -> bytes:
    return text.encode(random.choice(("utf-16", "utf-8-sig", "latin-1", "utf-32")), "replace")


def _damaged(random: Random, text: str) -> bytes:
    content = bytearray(text.encode())
    if not content:
        return b"\x00"
    at = random.randrange(len(content))
    match random.randrange(4):
        case 0:
            return bytes(content[:at])
        case 1:
            content[at] ^= 1 << random.randrange(8)
        case 2:
            content[at:at] = random.randbytes(random.randrange(1, 5))
        case _:
            del content[at : at + random.randrange(1, 40)]
    return bytes(content)


def _cell(random: Random, text: str) -> str:
    rows = _rows(text)
    row = random.choice(rows)
    at = random.randrange(len(row))
    others = [other[at] for other in rows if at < len(other)]
    row[at] = random.choice((*random.sample(ODD_SCALARS, 6), random.choice(others)))
    return _written(rows)


def _raw_cell(random: Random, text: str) -> str:
    """A cell written as it is, without the quotes that it may need."""
    lines = text.split("\n")
    at = random.randrange(len(lines))
    cells = lines[at].split(",")
    cells[random.randrange(len(cells))] = random.choice(ODD_SCALARS)
    lines[at] = ",".join(cells)
    return "\n".join(lines)


def _columns(random: Random, text: str) -> str:
    rows = _rows(text)
    width = len(rows[0])
    at, other = random.randrange(width), random.randrange(width)
    for row in rows:
        if len(row) != width:
            continue
        match width % 3:
            case 0:
                del row[at]
            case 1:
                row[at], row[other] = row[other], row[at]
            case _:
                row.insert(at, row[other])
    return _written(rows)


def _rows(text: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(text)) if row] or [[""]]


def _written(rows: list[list[str]]) -> str:
    told = io.StringIO()
    csv.writer(told, lineterminator="\n").writerows(rows)
    return told.getvalue()


_OF_TEXT: tuple[Mutation, ...] = (_lines, _ends, _some_ends, _encoded, _damaged, _damaged, _token)
_OF_YAML: tuple[Mutation, ...] = (
    *(_odd_value, _odd_value, _value_of_another_field, _structure, _structure, _structure, _token),
    *(_other_criterion, _joined_criterion, _criterion_with_another_term, *_OF_TEXT),
)
_OF_CSV: tuple[Mutation, ...] = (_cell, _cell, _cell, _raw_cell, _raw_cell, _columns, *_OF_TEXT)
