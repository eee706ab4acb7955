"""The definitions of the last night, laid out again: a home over the engine of that night."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from customer_truth.errors import Unusable
from customer_truth.files.layers import CATALOGUE, stand_over
from customer_truth.project import Project
from customer_truth.quality.built_from import kept_definitions
from customer_truth.warehouse import open_warehouse


def lay_out(project: Project, folder: Path) -> Path:
    """Writes what the last night was built from below `folder`; the home within is returned.

    `Unusable` where there was no night, or one of a version that did not keep its definitions.
    """
    with open_warehouse(project).reading() as connection:
        kept = kept_definitions(connection)
    if not kept:
        raise Unusable(
            "warehouse: has no definitions of the last night, needs those of the adopted version. "
            "Install that version again and run: truth nightly"
        )
    home, engine = folder / "home", folder / "engine"
    for path, content in kept.items():
        parts = PurePosixPath(path).parts
        is_engines = parts[0] == CATALOGUE
        target = engine.joinpath(*parts[1:]) if is_engines else home.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8"))
    stand_over(home, engine)
    return home
