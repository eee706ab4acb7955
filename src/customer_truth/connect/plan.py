"""From a folder of files to the definitions of a system: what is written, and what is said."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import yaml
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from customer_truth.connect.drafts import Draft, drafts
from customer_truth.connect.names import column_names, folded, unused
from customer_truth.connect.personal import masked, may_be_personal
from customer_truth.connect.profile import Profile, profile, unreadable_values
from customer_truth.connect.propose import Proposal, keyed, propose, records
from customer_truth.connect.sniff import sniff
from customer_truth.connect.texts import texts_of
from customer_truth.dialects import BENCH_URL
from customer_truth.errors import Unusable
from customer_truth.files.layers import files_of
from customer_truth.files.problem import clipped, complaint, listed
from customer_truth.files.shared import readable_by_all
from customer_truth.lookups.known import refuse_unknown
from customer_truth.machine.swept import swept_folder
from customer_truth.project import MARKER, known_systems
from customer_truth.registry.load import load_registry
from customer_truth.rules.schema import A_NAME, is_name
from customer_truth.sql.text import quoted

SYSTEMS = Path("seeds") / "source_systems.csv"
# Schemas and sources of the engine, under which no system can stand.
_TAKEN = {"night", "matching", "raw", "staging", "intermediate", "marts", "registry", "quality"}
_FIRST_ROLE = "customer_truth_owner"
_MEMORY = "1GB"
_LONGEST_SYSTEM = 40
# dbt reads these signs in names, or they end a line of YAML.
_UNFIT = re.compile(r"\{[{%#]|[\x00-\x1f\x7f\x85\u2028\u2029]")
_OWN_MARTS = re.compile(r"^(  own_marts:) *\[(.*?)\](.*)$", re.MULTILINE)
_VARS = re.compile(r"^vars:[ \t]*(#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Wanted:
    """What is connected: a system's name, the folder of its files, its owner, keys by table."""

    root: Path
    system: str
    folder: Path
    today: date
    owner: str | None = None
    keys: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Plan:
    """New files, changed files with their whole text, and what is said of each table."""

    files: Mapping[Path, str]
    changed: Mapping[Path, str]
    said: tuple[str, ...]
    left_out: tuple[str, ...]
    owner: str
    has_clock: bool
    suites: tuple[str, ...]


def make_plan(wanted: Wanted, progress: Callable[[str], None]) -> Plan:
    """Looks at every file of the folder and writes nothing; `Unusable` where none can be used."""
    _refuse_bad(wanted)
    owner = wanted.owner or _first_owner(wanted.root)
    said: list[str] = []
    left_out: list[str] = []
    proposals: list[Proposal] = []
    found: dict[str, list[Draft]] = {}
    paths = [path for path in sorted(wanted.folder.iterdir()) if not path.name.startswith(".")]
    _refuse_one_name(paths)
    for path in paths:
        progress(f"files {path.name}")
        try:
            taken = [proposal.table for proposal in proposals]
            proposal, lines, made = _looked_at(wanted, owner, path, taken)
        except Unusable as problem:
            left_out.append(f"{path.name}: {problem}")
            continue
        proposals.append(proposal)
        said += lines
        found[proposal.mart_name] = made
    _refuse_nothing(wanted, proposals, left_out)
    files = dict(texts_of(wanted.system, proposals, found, owner, wanted.today))
    _refuse_overwriting(wanted.root, files)
    changed = {
        SYSTEMS: _with_system(wanted, owner),
        Path(MARKER): _with_own_marts(wanted.root, [p.mart_name for p in proposals]),
    }
    suites = [path.stem for path in files if path.parts[0] == "expectations"]
    has_clock = any(proposal.clock for proposal in proposals)
    return Plan(files, changed, tuple(said), tuple(left_out), owner, has_clock, tuple(suites))


def _refuse_one_name(paths: Sequence[Path]) -> None:
    """Which of two files of one table is meant, nobody but their owner can say."""
    of_stem: dict[str, Path] = {}
    for path in paths:
        stem = Path(path.name.removesuffix(".gz")).stem
        if path.is_file() and (other := of_stem.setdefault(stem, path)) is not path:
            has = f"{path.name} beside {other.name}"
            raise Unusable(complaint(has, "one file a table", "Take one of the two out."))


def write_plan(root: Path, plan: Plan) -> None:
    """Writes new files, then the changed ones; no file that is there is replaced but these."""
    with readable_by_all():
        for file, text in plan.files.items():
            path = root / file
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
        for file, text in plan.changed.items():
            path = root / file
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(text.encode())
            part.replace(path)


def _refuse_bad(wanted: Wanted) -> None:
    system, folder = wanted.system, wanted.folder
    if not is_name(system) or len(system) > _LONGEST_SYSTEM:
        needs = f"{A_NAME}, here of at most {_LONGEST_SYSTEM}"
        raise Unusable(f"NAME: {complaint(repr(clipped(system, 60)), needs, 'Choose another.')}")
    registered = [row.source_system for row in load_registry(wanted.root).systems]
    if system in {*known_systems(wanted.root), *registered, *_TAKEN}:
        has = f"'{system}', which is taken"
        raise Unusable(f"NAME: {complaint(has, 'a name of its own', 'Choose another.')}")
    if not folder.is_dir():
        raise Unusable(f"DIR: {complaint(f'{folder}', 'a folder of files', 'Correct the path.')}")
    if wanted.owner is not None and not is_name(wanted.owner):
        raise Unusable(f"--owner: {complaint(repr(clipped(wanted.owner, 60)), 'a role')}")
    roles = {row.role for row in load_registry(wanted.root).owners}
    refuse_unknown("--owner", wanted.owner, roles, "a role of owners.csv")


def _refuse_nothing(wanted: Wanted, proposals: Sequence[Proposal], left_out: Sequence[str]) -> None:
    if not proposals:
        raise Unusable(
            *(left_out or [f"{wanted.folder}: {complaint('no file', 'the files of the system')}"])
        )
    unknown = set(wanted.keys or ()) - {proposal.table for proposal in proposals}
    if unknown:
        tables = listed(proposal.table for proposal in proposals)
        missing = complaint(f"no table {listed(unknown)}", f"one of {tables}")
        raise Unusable(*left_out, f"--key: {missing}")


def _refuse_overwriting(root: Path, files: Mapping[Path, str]) -> None:
    there = [str(file) for file in files if os.path.lexists(root / file)]
    if there:
        raise Unusable(
            *(f"{file}: is there already, needs to be new. Choose another NAME." for file in there)
        )


def _first_owner(root: Path) -> str:
    roles = [row.role for row in load_registry(root).owners]
    return _FIRST_ROLE if _FIRST_ROLE in roles or not roles else roles[0]


def _looked_at(
    wanted: Wanted, owner: str, path: Path, taken: Sequence[str]
) -> tuple[Proposal, list[str], list[Draft]]:
    """One file: the table that it becomes, what is said of it, and its draft rules."""
    if not path.is_file():
        raise Unusable(complaint("no file", "one", "Put its files into the folder itself."))
    if _UNFIT.search(path.name):
        raise Unusable(complaint("signs in its name that dbt reads", "a plain name", "Rename it."))
    engine = create_engine(BENCH_URL, poolclass=NullPool)
    prefix = "customer-truth-connect-"
    with swept_folder(Path(tempfile.gettempdir()), prefix) as scratch, engine.connect() as opened:
        opened.exec_driver_sql(f"set memory_limit = '{_MEMORY}'")
        opened.exec_driver_sql(f"set temp_directory = {quoted(scratch)}")
        opened.exec_driver_sql("set timezone = 'UTC'")
        proposal = _proposed(opened, wanted, path, taken)
        opened.exec_driver_sql(f"create table keyed as {keyed(proposal)}")
        opened.exec_driver_sql(f"create table records as {records(proposal)}")
        mart = proposal.mart(owner, Path("models"))
        made = drafts(opened, proposal, mart, owner, wanted.today)
        return proposal, list(_said(opened, proposal, made)), made


def _proposed(connection: Connection, wanted: Wanted, path: Path, taken: Sequence[str]) -> Proposal:
    extract = sniff(connection, path)
    if any(_UNFIT.search(name) for name in extract.types):
        raise Unusable(complaint("signs in its header that dbt reads", "plain names"))
    connection.exec_driver_sql(f"create table extract as select * from {extract.relation}")
    read = replace(extract, relation="extract")
    names = column_names(connection, extract.types)
    columns, left_out = profile(connection, read, names)
    # A flag of deletion that is none would end the night.
    columns = [
        replace(c, name="is_deleted_value")
        if c.name == "is_deleted" and c.data_type != "boolean"
        else c
        for c in columns
    ]
    stem = folded(extract.stem)
    table = unused(stem if is_name(stem) else f"table_{stem}".rstrip("_"), taken)
    key = (wanted.keys or {}).get(table)
    proposal = propose(connection, wanted.system, table, read, columns, left_out, key)
    mart = proposal.mart_name
    if not is_name(mart):
        has = f"{clipped(mart, 80)} as the name of its mart"
        raise Unusable(complaint(has, A_NAME, "Rename the file, or choose a shorter NAME."))
    if mart in {file.stem for file in files_of(wanted.root, Path("models"), "**/*.sql")}:
        has = f"{mart} as the name of its mart, which is taken"
        raise Unusable(complaint(has, "another", "Rename the file, or choose another NAME."))
    return proposal


def _said(connection: Connection, proposal: Proposal, made: Sequence[Draft]) -> Iterator[str]:
    """What a person should know of a table; values only where they can be nobody's."""
    form = proposal.extract.form
    ends = ", lines end in carriage returns" if form.line_end == "carriage_return" else ""
    parted = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[form.delimiter]
    written = f"{parted}, {form.encoding}{ends}" if proposal.extract.is_text else "Parquet"
    yield f"{proposal.extract.path.name}: {proposal.rows:,} rows, {written}"
    others = f"; so could {', '.join('+'.join(key) for key in proposal.others[:3])}"
    yield f"  key {' + '.join(proposal.key)}{others if proposal.others else ''}"
    yield (
        f"  clock {proposal.clock}"
        if proposal.clock
        else "  no clock: no column says when a row was synced"
    )
    for column in proposal.columns:
        yield f"  {column.name}: {_of_column(column, proposal.rows)}"
        if column.readable < column.filled:
            values = list(unreadable_values(connection, proposal.extract, column))
            shown = _shown(column, values)
            counts = f"{column.filled - column.readable:,} of {column.filled:,}"
            wanted = f"code of {column.digits} digits" if column.digits else column.data_type
            yield f"    {counts} {column.name} are no {wanted}{shown}"
        if column.doubt:
            yield f"    stays text: {column.doubt}. Declare what is meant."
    for header in proposal.left_out:
        yield f"  {clipped(header, 60)}: left out, its values are no plain ones"
    unread, alike = connection.exec_driver_sql(
        "select count(*) filter (where unreadable_columns is not null), "
        "count(*) filter (where not has_key or copies > 1) from keyed"
    ).one()
    yield f"  {proposal.system}_values_can_be_read finds {unread:,} of {proposal.rows:,}"
    yield f"  {proposal.system}_keys_are_unique finds {alike:,} of {proposal.rows:,}"
    for draft in made:
        yield f"  draft {draft.rule.id} finds {draft.finds:,} of {draft.applies:,}"


def _of_column(column: Profile, rows: int) -> str:
    sign = {",": "decimal comma", ".": "decimal point"}.get(column.decimal_sign or "", "")
    written = column.date_format or sign
    digits = f" of {column.digits} digits" if column.digits else ""
    empty = f", {rows - column.filled:,} empty" if column.filled < rows else ""
    personal = ", may be personal" if may_be_personal(column.name) else ""
    return f"{column.data_type}{digits}{f' {written}' if written else ''}{empty}{personal}"


def _shown(column: Profile, values: Sequence[tuple[str, int]]) -> str:
    if may_be_personal(column.name) or column.looks_like_contact or not values:
        return ""
    return ": " + ", ".join(f"{masked(value)} {count:,}" for value, count in values)


def _with_system(wanted: Wanted, owner: str) -> str:
    text = (wanted.root / SYSTEMS).read_bytes().decode("utf-8")
    line_end = "\r\n" if "\r\n" in text else "\n"
    row = io.StringIO()
    title = f"{wanted.system.replace('_', ' ').capitalize()} (files)"
    said = {"source_system": wanted.system, "title": title, "owner": owner, "time_zone": "UTC"}
    header = next(csv.reader([text.lstrip("\ufeff").splitlines()[0]]))
    writer = csv.writer(row, lineterminator=line_end)
    writer.writerow([said.get(name, "") for name in header])
    return text + ("" if text.endswith(("\n", "\r")) else line_end) + row.getvalue()


def _with_own_marts(root: Path, marts: Sequence[str]) -> str:
    """The settings with the marts among `vars: own_marts`, and nothing else changed."""
    text = (root / MARKER).read_bytes().decode("utf-8")
    before = yaml.safe_load(text)
    known = (before.get("vars") or {}).get("own_marts") or []
    line = f"  own_marts: [{', '.join([*known, *marts])}]"
    if _OWN_MARTS.search(text):
        changed = _OWN_MARTS.sub(lambda found: line + found[3], text, count=1)
    else:
        changed = _VARS.sub(lambda found: f"{found[0]}\n{line}", text, count=1)
    expected = {**before, "vars": {**(before.get("vars") or {}), "own_marts": [*known, *marts]}}
    if yaml.safe_load(changed) != expected:
        needs = f"the line own_marts: [{', '.join(marts)}] below vars"
        raise Unusable(f"{MARKER}: {complaint('vars on other lines', needs, 'Write it there.')}")
    return changed
