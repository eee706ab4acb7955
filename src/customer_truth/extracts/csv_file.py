"""What a file of text has to be: lines as its contract declares them, under a header of names."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.extracts.contract import TextForm
from customer_truth.extracts.names import one_name, same_names
from customer_truth.files.problem import complaint
from customer_truth.sql.paths import one_file
from customer_truth.sql.text import BLANKS, quoted

_SNIFFED_BYTES = 1 << 16
_TEXT = "comma-separated text in UTF-8"
_HEADER = "a first line that names each column once"
_OTHER_FORMATS = {
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip archive",
    b"PK\x03\x04": "a zip archive or a workbook",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\xd0\xcf\x11\xe0": "a workbook",
}


def csv_relation(path: Path, form: TextForm) -> str:
    """SQL that names the file in a FROM, every column text; `Unusable` where it is no such file.

    Left to detect what a file is, the reader takes lines that begin with # for comments.
    """
    names = csv_columns(path, form)
    columns = ", ".join(f"{quoted(name)}: 'varchar'" for name in names)
    return (
        f"read_csv({quoted(one_file(path))}, auto_detect = false, header = true, "
        f"columns = {{{columns}}}, delim = {quoted(form.delimiter)}, quote = '\"', escape = '\"', "
        f"encoding = '{form.encoding}', null_padding = false, hive_partitioning = false)"
    )


def csv_columns(path: Path, form: TextForm) -> list[str]:
    """The names in the header; `Unusable` where the file is not written in that form."""
    start = start_of(path)
    if what := other_format(start):
        raise Unusable(complaint(f"{what} under a {path.suffix} name", _TEXT))
    text = start.decode(form.encoding, errors="replace").removeprefix("\ufeff")
    first_line = text.splitlines()[:1] or [""]
    if form.delimiter not in first_line[0] and "\t" in first_line[0]:
        raise Unusable(complaint("tabs between its columns", "the commas that .csv says"))
    if form.line_end != "carriage_return" and has_bare_carriage_returns(text):
        raise Unusable(complaint("lines that end in bare carriage returns", "line feeds"))
    return _names(text, form.delimiter)


def other_format(start: bytes) -> str | None:
    """What a file is that begins with these bytes, where it is no text."""
    return next((what for sign, what in _OTHER_FORMATS.items() if start.startswith(sign)), None)


def start_of(path: Path) -> bytes:
    """The first bytes of a file, unpacked where its name says that it is packed."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            return file.read(_SNIFFED_BYTES)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or "damaged"
        raise Unusable(complaint(f"a file that cannot be opened ({reason})", _TEXT)) from error


def _names(text: str, delimiter: str) -> list[str]:
    try:
        header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        raise Unusable(complaint("a header that cannot be read", _HEADER)) from error
    names = [name.strip(BLANKS) for name in header]
    if not any(names):
        raise Unusable(complaint("no header", _HEADER))
    if any("\ufffd" in name for name in names):
        raise Unusable(complaint("a header that is not UTF-8", _HEADER))
    said = [name or f"column{place}" for place, name in enumerate(names)]
    if alike := same_names(said):
        raise Unusable(complaint(f"a header with {one_name(alike)}", _HEADER))
    return said


def has_bare_carriage_returns(text: str) -> bool:
    """Whether lines end in carriage returns alone; within quotes they are part of a value."""
    outside_quotes = "".join(text.split('"')[::2])
    return "\r" in outside_quotes.replace("\r\n", "").rstrip("\r")
