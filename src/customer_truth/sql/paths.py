"""Paths as SQL is given them: each names one file, whatever signs stand in it."""

from __future__ import annotations

import atexit
import re
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path

from customer_truth.errors import Unusable
from customer_truth.machine.swept import swept_folder

_PATTERN_SIGNS = re.compile(r"[*?\[]")
_MISREAD_BY_DBT = re.compile(r"[#']")


def one_file(path: Path) -> str:
    """A pattern that only this file matches, for what reads files (`read_csv`, `copy … from`).

    DuckDB reads every path as a pattern: a folder `a?b` would be its neighbours too.
    """
    return _PATTERN_SIGNS.sub(r"[\g<0>]", str(path))


@cache
def openable(folder: Path) -> Path:
    """A folder by a name under which database files can be opened in it; `Unusable` if none is.

    DuckDB takes a database's path for a URL, in which `?` ends the path, and looks for its journal
    elsewhere. dbt does the same with `#` and does not quote the path in SQL: such a folder is
    reached by a link that goes with this process.
    """
    if "?" in str(folder):
        raise Unusable(
            f"{folder}: has a question mark in its path, needs one without, because no database "
            "can be kept there. Rename the folder, or name another with --home."
        )
    if not _MISREAD_BY_DBT.search(str(folder)):
        return folder
    place = ExitStack()
    atexit.register(place.close)
    swept = place.enter_context(swept_folder(Path(tempfile.gettempdir()), "customer-truth-link-"))
    link = swept / "folder"
    link.symlink_to(folder.absolute())
    return link
