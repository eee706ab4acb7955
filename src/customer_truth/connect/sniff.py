"""How a file is written: its delimiter, encoding and line ends, and the columns it has.

DuckDB's sniffer makes the first guess. It is not trusted alone: it takes lines that begin with #
for comments and splits a file at a sign that only some lines have. So a form counts only when the
whole file can be read by it, line by line.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import DELIMITERS, TextForm
from customer_truth.extracts.csv_file import (
    csv_relation,
    has_bare_carriage_returns,
    other_format,
    start_of,
)
from customer_truth.extracts.places import parquet_relation, unreadable
from customer_truth.files.problem import complaint
from customer_truth.sql.paths import one_file
from customer_truth.sql.text import quoted

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".txt")
_READABLE = "CSV, TSV or TXT, as it is or packed by gzip, or Parquet"
_BYTES_AT_ONCE = 1 << 20
# In these places Latin-1 has control characters that nobody types, and Windows-1252 has signs.
_WINDOWS_SIGNS = re.compile(rb"[\x80-\x9f]")
_A_VALUE = re.compile(r"[-+]?[0-9.,:/ -]+")


@dataclass(frozen=True)
class Extract:
    """A file that can be read: how it is written, and the engine's type of each of its columns."""

    path: Path
    form: TextForm
    relation: str
    types: Mapping[str, str]

    @property
    def is_text(self) -> bool:
        """Whether every column is text by itself."""
        return self.path.suffix != ".parquet"

    @property
    def stem(self) -> str:
        """The file's name without its endings."""
        name = self.path.name.removesuffix(".gz")
        return name[: -len(Path(name).suffix)] if Path(name).suffix else name


def sniff(connection: Connection, path: Path) -> Extract:
    """The file as an extract; `Unusable` says what it needs, never what stands in it."""
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    form = TextForm()
    if path.suffix == ".parquet":
        relation = parquet_relation(path)
    elif ending in TEXT_ENDINGS:
        form = _form(connection, path)
        relation = csv_relation(path, form)
    else:
        raise Unusable(complaint("another format", _READABLE, "Save it as one of these."))
    try:
        described = connection.exec_driver_sql(f"describe select * from {relation}")
        types = {row[0]: row[1] for row in described}
        rows = _read_through(connection, relation)
    except DBAPIError as error:
        raise Unusable(unreadable(error)) from error
    if rows == 0:
        raise Unusable(complaint("no rows", "some, to learn from", "Export it with its records."))
    return Extract(path, form, relation, types)


def _form(connection: Connection, path: Path) -> TextForm:
    start = start_of(path)
    if not start.strip():
        raise Unusable(complaint("nothing in it", "a header and rows", "Export it again."))
    if what := other_format(start):
        raise Unusable(complaint(f"{what} under a {path.suffix} name", _READABLE, "Rename it."))
    encoding = _encoding(path, start)
    text = start.decode(encoding, "replace").removeprefix("\ufeff")
    line_end = "carriage_return" if has_bare_carriage_returns(text) else "line_feed"
    guessed = _guessed(connection, path, encoding)
    headers = {sign: _header(text, sign) for sign in DELIMITERS}
    order = sorted(DELIMITERS, key=lambda sign: (-len(headers[sign]), sign != guessed))
    if any(_A_VALUE.fullmatch(name.strip()) for name in headers[order[0]]):
        raise Unusable(complaint("values in its first line", "a first line that names the columns"))
    forms = [TextForm(sign, encoding, line_end) for sign in order if len(headers[sign]) > 1]
    forms = forms or [TextForm(encoding=encoding, line_end=line_end)]
    return next((form for form in forms if _reads(connection, path, form)), forms[0])


def _encoding(path: Path, start: bytes) -> str:
    """UTF-16 tells itself; what is not UTF-8 from end to end is Latin-1."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            _refuse_no_text(block)
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        for block in _blocks(path):
            _refuse_no_text(block)
        if any(_WINDOWS_SIGNS.search(block) for block in _blocks(path)):
            do = "Save it as UTF-8, such as by: iconv -f windows-1252 -t utf-8"
            raise Unusable(complaint("signs of Windows-1252", "UTF-8 or Latin-1", do)) from None
        return "latin-1"
    return "utf-8"


def _refuse_no_text(block: bytes) -> None:
    if b"\0" in block:
        raise Unusable(complaint("bytes that are not text", "text in UTF-8", "Export it again."))


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            while block := file.read(_BYTES_AT_ONCE):
                yield block
    except (OSError, EOFError) as error:
        raise Unusable(complaint("a damaged end", "a whole file", "Export it again.")) from error


def _guessed(connection: Connection, path: Path, encoding: str) -> str | None:
    sql = (
        f"select Delimiter from sniff_csv({quoted(one_file(path))}, header = true, comment = '', "
        f"skip = 0, all_varchar = true, encoding = '{encoding}')"
    )
    try:
        guessed: str | None = connection.exec_driver_sql(sql).scalar()
    except DBAPIError:
        connection.rollback()
        return None
    return guessed


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _read_through(connection: Connection, relation: str) -> int:
    """How many rows there are, once every value of each has been read."""
    read = f"select count(*), bit_xor(hash(each_row)) from {relation} as each_row"
    return int(connection.exec_driver_sql(read).one()[0])


def _reads(connection: Connection, path: Path, form: TextForm) -> bool:
    try:
        _read_through(connection, csv_relation(path, form))
    except (DBAPIError, Unusable):
        connection.rollback()
        return False
    return True
