"""What a `.csv` file has to be: comma-separated lines of UTF-8 under a header of names."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.files.problem import complaint

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


def csv_columns(path: Path) -> list[str]:
    """The names in the header; `Unusable` where the file is no comma-separated text."""
    start = _start(path)
    for sign, what in _OTHER_FORMATS.items():
        if start.startswith(sign):
            raise Unusable(complaint(f"{what} under a .csv name", _TEXT))
    header = start.removeprefix(b"\xef\xbb\xbf")
    first_line = header.splitlines()[:1] or [b""]
    if b"\t" in first_line[0] and b"," not in first_line[0]:
        raise Unusable(complaint("tabs between its columns", "the commas that .csv says"))
    if _has_bare_carriage_returns(start):
        raise Unusable(complaint("lines that end in bare carriage returns", "line feeds"))
    return _names(header)


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_SNIFFED_BYTES)
    except OSError as error:
        raise Unusable(
            complaint(f"a file that cannot be opened ({error.strerror})", _TEXT)
        ) from error


def _names(start: bytes) -> list[str]:
    text = start.decode("utf-8", errors="replace")
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error as error:
        raise Unusable(complaint("a header that cannot be read", _HEADER)) from error
    names = [name.strip() for name in header]
    if not any(names):
        raise Unusable(complaint("no header", _HEADER))
    if any("\ufffd" in name for name in names):
        raise Unusable(complaint("a header that is not UTF-8", _HEADER))
    named = [name or f"column{place}" for place, name in enumerate(names)]
    twice = [name for name, count in Counter(map(str.lower, named)).items() if count > 1]
    if twice:
        raise Unusable(complaint(f"a header that names '{twice[0]}' twice", _HEADER))
    return named


def _has_bare_carriage_returns(start: bytes) -> bool:
    outside_quotes = b"".join(start.split(b'"')[::2])
    return b"\r" in outside_quotes.replace(b"\r\n", b"").rstrip(b"\r")
