"""The definitions of the last night, laid out again: a home over the engine of that night."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from customer_truth.errors import Unusable
from customer_truth.files.definition_files import differing_files
from customer_truth.files.layers import CATALOGUE, engine_of, is_of_catalogue, stand_over
from customer_truth.project import Project
from customer_truth.quality.built_from import kept_definitions
from customer_truth.registry.adoption import read_adoption
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


def adopted_version(home: Path) -> str:
    """The version of the catalogue that a home adopted; `none` where it adopted none."""
    adoption, _ = read_adoption(home)
    return adoption.version if adoption else "none"


def stand_over_adopted(project: Project, before: Sequence[Path], folder: Path) -> list[str]:
    """Lets homes from `before` an upgrade stand over the engine that the last night stood over.

    The files of the engine that differ are returned: a change of the version brings them all.
    """
    adopted = {root: adoption.version for root in before if (adoption := read_adoption(root)[0])}
    earlier = {root: said for root, said in adopted.items() if said != version("customer-truth")}
    if not earlier:
        return []
    night = lay_out(project, folder)
    of_night = adopted_version(night)
    for root, said in earlier.items():
        if of_night != said:
            raise Unusable(
                f"warehouse: has a night of the catalogue {of_night}, needs one of {said}, which "
                "the change leaves. Gate it where such a night is."
            )
        stand_over(root, engine_of(night))
    paths = differing_files(night, project.root)
    return [path for path in paths if is_of_catalogue(Path(path))]
