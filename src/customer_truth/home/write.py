"""Writes a company's new home: a folder in which every line is the company's."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from customer_truth.engine import engine_root
from customer_truth.errors import Unusable
from customer_truth.files.layers import ADOPTION, is_of_catalogue, lay_link
from customer_truth.files.problem import clipped, listed, nearest
from customer_truth.files.shared import readable_by_all
from customer_truth.home.adopt import Adopted, adopt, catalogue_file
from customer_truth.home.proposal import Row, known_vendors, propose
from customer_truth.lint import lint
from customer_truth.lint.accountable import one_person

_PERSON = re.compile(r"(?P<name>[^<>]+) <(?P<email>[^<>@\s]+@[^<>@\s]+)>")
# The role of whoever answers for everything until others are named.
_FIRST_ROLE = "customer_truth_owner"
_PROFILES = Path("profiles") / "profiles.yml"
CHECKPOINTS = ("nightly.yml", "pull_request.yml")
_EMPTY_FOLDERS = ("models", "macros", "tests/data", "tests/planted")


@dataclass(frozen=True)
class Wanted:
    """What a home is written for: its folder, the systems, and who answers at first, if known."""

    folder: Path
    systems: tuple[str, ...]
    today: date
    person: str | None = None


def write_home(wanted: Wanted) -> None:
    """Writes the home, whole or not at all; `Unusable` where it may not or cannot be written."""
    _refuse_bad(wanted)
    folder = wanted.folder.absolute()
    try:
        with readable_by_all():
            folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".truth-init-", dir=folder.parent) as made:
            staged = Path(made) / "home"
            with readable_by_all():
                staged.mkdir()
                _write(wanted, staged)
            if folder.is_dir():
                # A repository that was cloned empty keeps what makes it one.
                for kept in folder.iterdir():
                    kept.rename(staged / kept.name)
                folder.rmdir()
            staged.rename(folder)
            lay_link(folder)
    except OSError as error:
        raise Unusable(
            f"{folder}: cannot be written ({error.strerror}), needs a place for a new folder. "
            "Name another one."
        ) from error


def _refuse_bad(wanted: Wanted) -> None:
    folder = wanted.folder
    if folder.exists() and not folder.is_dir():
        raise Unusable(f"{folder}: is a file, needs a new or an empty folder. Name another one.")
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise Unusable(f"{folder}: is not empty, needs a new or an empty folder. Name another one.")
    known = known_vendors()
    for name in wanted.systems:
        if name not in known:
            do = nearest(name, known) or "A system of your own comes later: truth connect."
            has = f"'{clipped(name)}'" if name else "no system"
            raise Unusable(f"--systems: has {has}, needs some of {listed(known)}. {do}")
    if len(set(wanted.systems)) != len(wanted.systems):
        raise Unusable("--systems: has one system twice, needs each once. Correct the list.")
    if wanted.person is not None:
        _named(wanted.person)


def _named(person: str) -> tuple[str, str]:
    """The name and the address of `Ada Byron <ada@example.com>`."""
    found = _PERSON.fullmatch(person.strip())
    if not found or one_person(found["name"]):
        raise Unusable(
            f"--owner: has '{clipped(person)}', needs one person and an address. "
            "Write it as 'Ada Byron <ada@example.com>'."
        )
    return found["name"].strip(), found["email"]


def _write(wanted: Wanted, home: Path) -> None:
    proposal = propose(wanted.systems, wanted.today.isoformat())
    _write_adopted(wanted, home, adopt(proposal, wanted.systems, wanted.today, {}))
    if unfit := dict(_unfit(home, wanted.today)):
        _write_adopted(wanted, home, adopt(proposal, wanted.systems, wanted.today, unfit))


def _unfit(home: Path, today: date) -> Iterator[tuple[str, str]]:
    """The rules of the catalogue that lint refuses here, such as one of a stage nobody proposes."""
    for problem in lint(home, today):
        if is_of_catalogue(problem.file) and problem.where.startswith("rule "):
            told = problem.message.partition(", needs")[0].replace('"', "'")
            yield problem.where.removeprefix("rule "), f"It {told}."


def _write_adopted(wanted: Wanted, home: Path, adopted: Adopted) -> None:
    roles = {name: _FIRST_ROLE if wanted.person else name for name in adopted.functions}
    texts = {
        ADOPTION: catalogue_file(adopted, roles),
        **dict(_seeds(wanted, adopted, roles)),
        **dict(home_files(wanted.folder.absolute().name, wanted.systems)),
        **{Path("checkpoints") / name: _checkpoint(name, roles) for name in CHECKPOINTS},
    }
    for file, text in texts.items():
        path = home / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for name in _EMPTY_FOLDERS:
        (home / name).mkdir(parents=True, exist_ok=True)
        (home / name / ".gitkeep").touch()


def _seeds(
    wanted: Wanted, adopted: Adopted, roles: Mapping[str, str]
) -> Iterator[tuple[Path, str]]:
    proposed = {**adopted.tables, "owners": list(_owners(wanted))}
    for shipped in sorted((engine_root() / "seeds").glob("*.csv")):
        header = shipped.read_text("utf-8").partition("\n")[0].split(",")
        rows = [_answered(one, roles) for one in proposed.get(shipped.stem, ())]
        yield Path("seeds") / shipped.name, _table(header, rows)


def _owners(wanted: Wanted) -> Iterator[Row]:
    if wanted.person:
        name, email = _named(wanted.person)
        yield {
            "role": _FIRST_ROLE,
            "function": "cross-functional",
            "person": name,
            "email": email,
            "valid_from": wanted.today,
        }


def _answered(row: Row, roles: Mapping[str, str]) -> Row:
    """The row with the company's roles where it names the catalogue's functions."""
    named = {
        name: roles.get(str(row[name]), row[name]) for name in ("owner", "decider") if name in row
    }
    return {**row, **named}


def _table(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def home_files(name: str, systems: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """The files of a home that are no definitions, by their paths: settings, profile, workflows."""
    words = {
        "@NAME@": name,
        "@SYSTEMS@": ", ".join(systems),
        "@VERSION@": version("customer-truth"),
    }
    folder = files("customer_truth.home").joinpath("templates")
    for template, file in _TEMPLATES.items():
        text = folder.joinpath(template).read_text("utf-8")
        for word, said in words.items():
            text = text.replace(word, said)
        yield file, text
    yield _PROFILES, (engine_root() / _PROFILES).read_text("utf-8")


def _checkpoint(name: str, roles: Mapping[str, str]) -> str:
    text = (engine_root() / "checkpoints" / name).read_text("utf-8")
    return re.sub(r"\b[a-z_]+\b", lambda word: roles.get(word[0], word[0]), text)


_TEMPLATES = {
    "README.md": Path("README.md"),
    "dbt_project.yml": Path("dbt_project.yml"),
    "gitignore": Path(".gitignore"),
    "requirements.txt": Path("requirements.txt"),
    "workflows/nightly.yml": Path(".github") / "workflows" / "nightly.yml",
    "workflows/gate.yml": Path(".github") / "workflows" / "gate.yml",
}
