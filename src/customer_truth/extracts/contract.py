"""What each raw table must look like, as the staging folders declare it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from customer_truth.extracts.ending import Ending, endings, unheld_by
from customer_truth.extracts.freshness import (
    Freshness,
    freshness_of,
    limits_of,
    loaded_at_field,
    own_limits,
)
from customer_truth.extracts.reference import Reference, references
from customer_truth.extracts.written_form import DECIMAL_SIGNS, is_date_format
from customer_truth.files.fields import Fields, read_fields, refuse_any
from customer_truth.files.layers import files_of
from customer_truth.files.problem import Problem, clipped, listed, nearest
from customer_truth.project import known_systems

STAGING = Path("models") / "staging"
DATA_TYPES = ("text", "timestamp", "date", "numeric", "bigint", "boolean")
READS = (
    *("country", "currency", "domain", "duns", "email", "gln", "lei", "phone", "tax_id"),
    "time_zone",
)
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "latin-1")
LINE_ENDS = ("line_feed", "carriage_return")
_FORM = {"delimiter": DELIMITERS, "encoding": ENCODINGS, "line_end": LINE_ENDS}
_OF_TABLE = (
    *("key", "clock", "file", "date_format", "least_readable", "may_be_empty", "optional", "ends"),
    *_FORM,
)
_OF_COLUMN = (
    *("optional", "window_text", "reads", "country", "found_as", "date_format", "decimal_sign"),
    *("digits", "postal_code", "relationships", "not_null"),
)
# What the night's own view of a raw table adds: why a row has ended, and what a column points at
# once merges are followed.
ENDED = "ended because"
FOLLOWED = "{} as followed"


@dataclass(frozen=True)
class Country:
    """The column that holds the country of a value: of its own row, or of the row it refers to."""

    column: str
    of: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class Column:
    """A raw column; an optional one is not in every sync, not even as the table's clock."""

    name: str
    data_type: str
    optional: bool = False
    is_window_text: bool = False
    is_moment: bool = False
    is_postal_code: bool = False
    reads: tuple[str, ...] = ()
    country: Country | None = None
    found_as: str | None = None
    date_format: str | None = None
    decimal_sign: str | None = None
    references: tuple[Reference, ...] = ()

    @property
    def follows(self) -> bool:
        """Whether it points at records of another table, and follows them where they are merged."""
        return any(not reference.part_of for reference in self.references)

    @property
    def raw_name(self) -> str:
        """The name that the extract gives it."""
        return self.found_as or self.name


@dataclass(frozen=True)
class TextForm:
    """How a file of text is written: what parts its columns, its encoding, what ends a line."""

    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "line_feed"


@dataclass(frozen=True)
class Table:
    """A raw table: its key, the column that tells when a row was synced, and may it be empty.

    An optional table is not in every sync: where nothing arrived of it, it has no rows.
    Without its key and clock it cannot be read. Any other column may be absent: it is unknown
    everywhere, and the rules that ask for it are not applicable.
    A column with less than the `least_readable` share of its values readable stops the night.
    """

    system: str
    name: str
    key: tuple[str, ...]
    clock: str | None
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    optional: bool = False
    found_as: str | None = None
    file: str | None = None
    form: TextForm = TextForm()
    least_readable: float = 0.0
    freshness: Freshness | None = None
    ends: tuple[Ending, ...] = ()

    @property
    def id(self) -> str:
        """The table's name in settings and messages."""
        return f"{self.system}.{self.name}"

    def needs(self, column: Column) -> bool:
        """Whether the table cannot be read without this column."""
        return column.name in self.key or (column.name == self.clock and not column.optional)

    @property
    def raw_name(self) -> str:
        """The name under which this company's sync lands it."""
        return self.found_as or self.name

    @property
    def bound_name(self) -> str:
        """The name of the view through which a night reads the table."""
        return f"{self.system}__{self.name}"


def declared_tables(root: Path, systems: tuple[str, ...]) -> list[Table]:
    """The raw tables of some systems, in the order of their declaration.

    `Unusable` names all that is wrong in their contracts.
    """
    tables, problems = _read(root, systems)
    refuse_any(problems)
    return tables


def check_contracts(root: Path) -> list[Problem]:
    """Every problem of the contracts of all systems, whether they are on or not."""
    tables, problems = _read(root, known_systems(root))
    own = own_limits(root)
    known = {name for table in tables for name in (table.id, table.system)}
    for name in own.names:
        if name not in known:
            has = f"freshness of the unknown {clipped(name)}"
            own.tell(name, has, "a system or system.table", nearest(name, known))
    return [*problems, *(problem for problem in own.problems if problem not in problems)]


def _read(root: Path, systems: Iterable[str]) -> tuple[list[Table], list[Problem]]:
    found: list[tuple[Fields, Table]] = []
    own = own_limits(root)
    contracts = []
    for system in systems:
        for file in files_of(root, STAGING / system, "*.yml", "*.yaml"):
            contract = read_fields(root, file, f"contract of {system}")
            for source in contract.parts("sources"):
                found.extend(
                    (fields, _limited(table, own)) for fields, table in _tables(source, own)
                )
            contracts.append(contract)
    _tell_astray(found, known_systems(root))
    problems = [problem for contract in contracts for problem in contract.problems]
    return [table for _, table in found], [*problems, *dict.fromkeys(own.problems)]


def _limited(table: Table, own: Fields) -> Table:
    """The table with the limits that the company sets for it."""
    if table.id not in own.names:
        return table
    limits = limits_of(own, table.id, table.freshness)
    return replace(table, freshness=limits if table.clock else None)


def _tell_astray(found: Sequence[tuple[Fields, Table]], known: Sequence[str]) -> None:
    """Tells each reference that leads nowhere; of a system that was not read nobody can tell."""
    tables = {table.id: table for _, table in found}
    read = {table.system for table in tables.values()}
    for fields, table in found:
        for column in table.columns:
            for reference in column.references:
                to = reference.table_id(table.system)
                system = to.partition(".")[0]
                if system in known and (system not in read or _leads(tables.get(to), reference)):
                    continue
                has = (
                    f"{column.name} pointing at {to}{f'.{reference.field}' * bool(reference.field)}"
                )
                needs = "a declared table with that column, or with a key of one column"
                fields.tell("columns", has, needs)


def _leads(table: Table | None, reference: Reference) -> bool:
    """Whether a reference leads to a column."""
    if table is None:
        return False
    if reference.field is None:
        return len(table.key) == 1
    return reference.field in [column.name for column in table.columns]


def _tables(source: Fields, own: Fields) -> Iterator[tuple[Fields, Table]]:
    system = source.text("name")
    least = _share(source.part("config").part("meta"), "least_readable", 0.0)
    loaded, fresh = loaded_at_field(source), freshness_of(source, None)
    # The company's limits stand for those of the source: a table that has its own keeps them.
    of_source = limits_of(own, system, fresh) if system in own.names else fresh
    needs_clock = fresh is not None
    declared = source.parts("tables")
    read = (_table(system, part, least, loaded, of_source, needs_clock) for part in declared)
    tables = {table.name: table for table in read}
    for fields, table in zip(declared, list(tables.values()), strict=False):
        for column in table.columns:
            if column.country and (missing := _unheld(table, column.country, tables)):
                needs = "a column of the table that holds it"
                fields.tell("columns", f"the country of {column.name} in {missing}", needs)
        columns = {name: [c.name for c in held.columns] for name, held in tables.items()}
        for ending in table.ends:
            if unheld := unheld_by(ending, columns):
                needs = "a table of the system and its columns"
                fields.tell("config", f"its merges listed in {unheld}", needs)
    if len(tables) != len(declared):
        source.tell("tables", "two tables of one name", "names that differ")
    return zip(declared, tables.values(), strict=False)


def _unheld(table: Table, country: Country, tables: Mapping[str, Table]) -> str | None:
    """The place of a country that no column holds."""
    holder = tables.get(country.of) if country.of else table
    for held, name in ((holder, country.column), (table, country.by if country.of else None)):
        if held is None or (name and name not in [column.name for column in held.columns]):
            return f"{country.of or table.name}.{name}"
    return None


def _table(
    system: str,
    declared: Fields,
    least_readable: float,
    loaded_at: str | None,
    otherwise: Freshness | None,
    needs_clock: bool,
) -> Table:
    meta = declared.part("config").part("meta")
    date_format = _date_format(meta)
    _refuse_misspelt(meta, _OF_TABLE)
    names = [part.text("name") for part in declared.parts("columns")]
    columns = tuple(_column(part, date_format, names) for part in declared.parts("columns"))
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        declared.tell("columns", f"the column {name} twice", "it once")
    if not columns:
        declared.refuse("columns", "at least one")
    key = meta.texts("key")
    if not key:
        meta.refuse("key", "the columns that name a row")
    clock = meta.text("clock") if "clock" in meta else loaded_at_field(declared)
    freshness = freshness_of(declared, otherwise)
    if freshness and clock is None:
        clock = loaded_at if loaded_at in names else None
        if clock is None and (needs_clock or freshness != otherwise):
            declared.tell("config", "freshness without a clock", "a clock, or freshness: null")
    for field, named in (("key", key), ("clock", (clock,) if clock else ())):
        for name in named:
            if name not in names:
                meta.tell(field, f"the unknown column {name} as {field}", "one of its columns")
    return Table(
        system=system,
        name=declared.text("name"),
        key=key,
        clock=clock,
        columns=columns,
        may_be_empty=meta.flag("may_be_empty"),
        optional=meta.flag("optional"),
        file=_file(meta),
        form=TextForm(
            **{field: meta.choice(field, known) for field, known in _FORM.items() if field in meta}
        ),
        least_readable=_share(meta, "least_readable", least_readable),
        freshness=freshness if clock else None,
        ends=endings(meta, {column.name: column.data_type for column in columns}, key),
    )


def _file(meta: Fields) -> str | None:
    """The name of the table's file in the folder of its system."""
    if "file" not in meta:
        return None
    name = meta.text("file")
    if Path(name).name != name or name in (".", ".."):
        meta.refuse("file", "the name of a file, without a folder")
    return name


def _share(meta: Fields, name: str, otherwise: float) -> float:
    if name not in meta:
        return otherwise
    found = meta.data[name]
    if isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found <= 1:
        return float(found)
    meta.refuse(name, "a share from 0 to 1")
    return otherwise


def _date_format(meta: Fields, otherwise: str | None = None) -> str | None:
    if "date_format" not in meta:
        return otherwise
    found = meta.text("date_format")
    if is_date_format(found):
        return found
    meta.refuse("date_format", "day, month and year such as %d/%m/%Y or %Y%m%d")
    return otherwise


def _refuse_misspelt(meta: Fields, known: Sequence[str]) -> None:
    """A company may keep fields of its own; one that is nearly one of ours would do nothing."""
    for name in meta.names:
        if name not in known and (meant := nearest(name, known)):
            meta.tell(name, f"the unknown field {clipped(name)}", f"one of {listed(known)}", meant)


def _column(declared: Fields, date_format: str | None, names: Sequence[str]) -> Column:
    meta = declared.part("config").part("meta")
    _refuse_misspelt(meta, _OF_COLUMN)
    country = _country(meta)
    is_postal_code = meta.flag("postal_code")
    if is_postal_code and (country is None or country.of):
        meta.tell(
            "postal_code", "a postal code without a country", "country: a column of its table"
        )
    meta.flag("not_null")  # Read by dbt alone.
    data_type = declared.choice("data_type", DATA_TYPES)
    is_day = data_type in ("date", "timestamp")
    return Column(
        name=declared.text("name"),
        data_type=data_type,
        optional=meta.flag("optional"),
        is_window_text=meta.flag("window_text"),
        is_moment=meta.flag("moment"),
        is_postal_code=is_postal_code,
        reads=_reads(meta),
        country=country,
        found_as=meta.text("found_as") if "found_as" in meta else None,
        date_format=_date_format(meta, date_format) if is_day else None,
        decimal_sign=meta.choice("decimal_sign", DECIMAL_SIGNS) if "decimal_sign" in meta else None,
        references=references(meta, names),
    )


def _reads(meta: Fields) -> tuple[str, ...]:
    kinds = meta.texts("reads", may_be_one=True)
    for kind in kinds:
        if kind not in READS:
            meta.tell("reads", f"'{clipped(kind)}' as reads", f"one of {listed(READS)}")
    return kinds


def _country(meta: Fields) -> Country | None:
    if "country" not in meta:
        return None
    if isinstance(meta.data["country"], str):
        return Country(meta.text("country"))
    said = meta.part("country")
    said.known(("column", "of", "by"))
    of, by = (said.text(name) if name in said else None for name in ("of", "by"))
    return Country(said.text("column"), of, by)
