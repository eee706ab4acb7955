"""Which files make up a project: its own, and below a thin home those of the engine.

A home that adopts the catalogue (`expectations/catalogue.yml`) is thin: it holds nothing but its
own definitions, over the engine's. Everywhere else a project is flat and holds everything itself.
Messages and hashes name an engine's file `catalogue/<path>`, so that nobody looks for it at home.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from customer_truth.engine import engine_root
from customer_truth.errors import Unusable

ADOPTION = Path("expectations") / "catalogue.yml"
CATALOGUE = "catalogue"
LINK = ".truth"
# What dbt reads through the link.
_LINKED = ("models", "macros", "tests/data")
# Where a home's file stands in for the engine's of the same name, and where both count.
_REPLACED = ("checkpoints", "matching")
_SHIPPED = (*_LINKED, *_REPLACED, "expectations", "tests/planted")


# The engine of a copy of definitions that stood over another one than the installed.
_ENGINES: dict[Path, Path] = {}


def stand_over(root: Path, engine: Path) -> None:
    """Lets a home be read over `engine` in place of the installed one, while this process runs."""
    _ENGINES[root] = engine


def engine_of(root: Path) -> Path:
    """The engine that a home stands over."""
    return _ENGINES.get(root) or engine_root()


def is_thin(root: Path) -> bool:
    """Whether a project stands over the engine."""
    return (root / ADOPTION).is_file()


def path_of(root: Path, file: Path) -> Path:
    """Where the file lies that messages call `file`."""
    if is_thin(root) and is_of_catalogue(file):
        return engine_of(root).joinpath(*file.parts[1:])
    return root / file


def is_of_catalogue(file: Path) -> bool:
    """Whether a file, as messages name it, is the engine's."""
    return file.parts[:1] == (CATALOGUE,)


def own_or_shipped(root: Path, file: Path) -> Path:
    """The name of a file that a home may leave to the engine: its own where it has one."""
    shipped = Path(CATALOGUE) / file
    return shipped if is_thin(root) and not os.path.lexists(root / file) else file


def files_of(root: Path, place: Path, *patterns: str) -> list[Path]:
    """The names of the files of a place, the engine's first, each layer in the order of names."""
    own = _found(root, place, patterns)
    if not is_thin(root) or not _is_below(place, _SHIPPED):
        return own
    shipped = _found(engine_of(root), place, patterns)
    if _is_below(place, _REPLACED):
        shipped = [file for file in shipped if not os.path.lexists(root / file)]
    return [*(Path(CATALOGUE) / file for file in shipped), *own]


def folders_of(root: Path, place: Path) -> list[str]:
    """The names of the folders in a place, of all layers, sorted."""
    layers = (root, engine_of(root)) if is_thin(root) else (root,)
    within = [layer / place for layer in layers if (layer / place).is_dir()]
    return sorted({path.name for folder in within for path in folder.iterdir() if path.is_dir()})


def lay_link(root: Path) -> None:
    """Lays the way by which dbt reads the engine in a thin home; a copy where links cannot be.

    It is laid anew at each run, for another version of the engine lies elsewhere.
    """
    if not is_thin(root):
        return
    link, engine = root / LINK, engine_of(root)
    if link.is_symlink() and link.resolve() == engine.resolve():
        return
    try:
        _remove(link)
        try:
            link.symlink_to(engine, target_is_directory=True)
        except OSError:
            for place in _LINKED:
                shutil.copytree(engine / place, link / place)
    except OSError as error:
        raise Unusable(
            f"{link}: cannot be made ({error.strerror}), needs to lead dbt to the engine. "
            "Make the home writable."
        ) from error


def _remove(link: Path) -> None:
    if link.is_symlink() or link.is_file():
        link.unlink()
    elif link.is_dir():
        shutil.rmtree(link)


def _found(layer: Path, place: Path, patterns: tuple[str, ...]) -> list[Path]:
    paths = {path for pattern in patterns for path in (layer / place).glob(pattern)}
    return [path.relative_to(layer) for path in sorted(paths)]


def _is_below(place: Path, places: tuple[str, ...]) -> bool:
    return any(place.is_relative_to(name) for name in places)
