"""Can every file that a night reads be read, and is there only one of each name?

dbt opens whatever has the right ending: a pipe or a device would keep it waiting for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from customer_truth.files.definition_files import DEFINITIONS
from customer_truth.files.layers import CATALOGUE, files_of, is_of_catalogue, is_thin
from customer_truth.files.problem import Problem, complaint
from customer_truth.files.table import LARGEST_FILE
from customer_truth.files.text_file import UnreadableError, read_text

_PLACES = (*DEFINITIONS, "profiles")
_READ = {".yml", ".yaml", ".csv", ".sql", ".py", ".md"}
# dbt has one name for a table, whichever folder its definition lies in and whatever its case.
_TABLES = {"models": {".sql", ".py"}, "seeds": {".csv"}}


def check_files(root: Path) -> Iterator[Problem]:
    """Every file of definitions that cannot be read, and every second definition of a table."""
    if is_thin(root) and os.path.lexists(root / CATALOGUE):
        message = complaint(
            "the name that messages use for the engine", "another name", "Rename it."
        )
        yield Problem(file=Path(CATALOGUE), line=1, where="folder", message=message)
    shipped = [file for file in files_of(root, Path("models"), "**/*") if is_of_catalogue(file)]
    first = {file.stem.lower(): file for file in shipped if file.suffix in _TABLES["models"]}
    for place in _PLACES:
        for path in _below(root / place):
            file = path.relative_to(root)
            if wrong := _unreadable(path):
                yield Problem(file=file, line=1, where="file", message=complaint(*wrong))
            elif path.suffix.lower() in _TABLES.get(place, ()):
                known = first.setdefault(path.stem.lower(), file)
                if known != file:
                    has, do = f"the name of {known}", "Rename or remove one of the two."
                    message = complaint(has, "a name of its own", do)
                    yield Problem(file=file, line=1, where=f"table {path.stem}", message=message)


def _below(place: Path) -> Iterator[Path]:
    """Whatever may be taken for a definition, files of the folder itself before those below."""
    for folder, folders, files in os.walk(place):
        folders.sort()
        for name in sorted((*folders, *files)):
            path = Path(folder, name)
            if path.suffix.lower() in _READ or (name in folders and path.is_symlink()):
                yield path


def _unreadable(path: Path) -> tuple[str, str] | None:
    if path.is_symlink() and path.is_dir():
        return "a link to a folder, which nothing follows", "the folder itself"
    try:
        read_text(path, LARGEST_FILE)
    except UnreadableError as error:
        return error.has, error.needs
    return None
