"""Reads the definitions of a revision from git, without touching the working tree or the index."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from customer_truth.errors import Unusable
from customer_truth.files.definition_files import (
    CODEOWNERS,
    DEFINITIONS,
    OTHER_CODEOWNERS,
    definitions_among,
    is_harmless,
    is_within,
)

# A name that is no text is shown all the same; the file of that name is nowhere, so it counts.
_SHOWN = "backslashreplace"
_COMPARED = (
    *("--no-renames", "--no-relative", "--no-ext-diff", "--ignore-submodules=none"),
    *("--name-only", "-z"),
)
_UNTRACKED = ("ls-files", "--others", "--exclude-standard", "-z")
# In the repository around a project: who must review it, what runs for it, what git does with it.
_BESIDE = (".github", ".gitlab", ".gitea", *OTHER_CODEOWNERS, ".gitattributes", ".gitmodules")
# Installed by a command and kept out of git, and code of the night all the same.
_INSTALLED = ("dbt_packages", "packages.yml", "dependencies.yml", "package-lock.yml")


@dataclass(frozen=True)
class Revision:
    """A commit as it was asked for (`tip`), and the one that the change began from (`commit`)."""

    asked: str
    commit: str
    tip: str = ""

    @property
    def told(self) -> str:
        """The revision for a person."""
        short = self.commit[:12]
        return short if self.commit.startswith(self.asked) else f"{self.asked} ({short})"


def find_revision(root: Path, asked: str) -> Revision:
    """Where the working tree left `asked`: what was merged there since is not this change's."""
    if asked.startswith("-"):
        raise _unknown(asked, "an option")
    named = _git(root, "rev-parse", "--verify", "--quiet", f"{asked}^{{commit}}", check=False)
    if named.returncode:
        raise _unknown(asked, (named.stderr.decode().strip() or "no such revision"))
    commit = named.stdout.decode().strip()
    common = _git(root, "merge-base", commit, "HEAD", check=False).stdout.decode().split()
    return Revision(asked, common[0] if common else commit, commit)


def commit_of(root: Path) -> str | None:
    """The commit that the working tree holds; None where it holds something else."""
    head = _git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}", check=False)
    if head.returncode:
        return None
    commit = head.stdout.decode().strip()
    tracked = _named(root, "diff", *_COMPARED, commit)
    return None if tracked | _named(root, *_UNTRACKED) | _overlooked(root) else commit


def changed_paths(root: Path, base: Revision) -> list[str]:
    """The files that differ from `base` and are not known to be harmless, relative to `root`.

    New ones are in it, and definitions that git was told to overlook; of a larger repository also
    the files beside the project by which the host decides who reviews it and what runs.
    """
    top = _git(root, "rev-parse", "--show-prefix").stdout.decode().strip()
    above = "../" * top.count("/")
    tracked = _named(root, "-c", "core.fileMode=true", "diff", *_COMPARED, base.commit)
    paths = {
        path.removeprefix(top) if path.startswith(top) else above + path
        for path in tracked
        if path.startswith(top) or is_within(path, _BESIDE)
    }
    paths |= _named(root, *_UNTRACKED) | _overlooked(root)
    return sorted(path for path in paths if not (is_harmless(path) and _is_plain(root / path)))


def _overlooked(root: Path) -> set[str]:
    """What a night reads although git is told to ignore it, or to take it for unchanged."""
    hidden = _named(root, "ls-files", "--others", "-z", "--", *DEFINITIONS, *_INSTALLED)
    listed = _named(root, "ls-files", "-v", "-z")
    flagged = {entry[2:] for entry in listed if entry[0].islower() or entry[0] == "S"}
    read = {path for path in hidden | flagged if is_within(path, _INSTALLED)}
    return {*definitions_among(hidden | flagged), *read}


def _is_plain(path: Path) -> bool:
    """Whether nothing stands there, or a file that is neither a link nor a program."""
    if not os.path.lexists(path):
        return True
    return path.is_file() and not path.is_symlink() and not os.access(path, os.X_OK)


def _named(root: Path, *words: str) -> set[str]:
    told = _git(root, *words).stdout.decode(errors=_SHOWN)
    return {path for path in told.split("\0") if path}


def extract_definitions(root: Path, commit: str, folder: Path, also: Collection[str] = ()) -> None:
    """Writes the definition files of `commit` below `folder`, and the other files `also` named."""
    listed = _git(root, "ls-tree", "-r", "-z", commit, "--", ".").stdout.decode(errors=_SHOWN)
    blobs = {}
    for entry in filter(None, listed.split("\0")):
        about, path = entry.split("\t", 1)
        mode, kind, blob = about.split()
        # A link could lead out of the folder; no definition is one.
        if kind == "blob" and mode != "120000":
            blobs[path] = blob
    wanted = definitions_among(blobs)
    if not wanted:
        raise Unusable(
            f"revision {commit[:12]}: has no definitions, needs a project. "
            "Name another with --base."
        )
    others = {CODEOWNERS, *OTHER_CODEOWNERS, *also}
    wanted = list(dict.fromkeys([*wanted, *sorted(others & blobs.keys())]))
    contents = _contents(root, [blobs[path] for path in wanted])
    for path, content in zip(wanted, contents, strict=True):
        target = folder / PurePosixPath(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _contents(root: Path, blobs: list[str]) -> Iterator[bytes]:
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    told = _git(root, "cat-file", "--batch", stdin=asked).stdout
    at = 0
    for _ in blobs:
        end = told.index(b"\n", at)
        size = int(told[at:end].split()[2])
        yield told[end + 1 : end + 1 + size]
        at = end + size + 2


def _git(
    root: Path, *words: str, stdin: bytes | None = None, check: bool = True
) -> subprocess.CompletedProcess[bytes]:
    try:
        done = subprocess.run(
            ["git", *words],
            cwd=root,
            input=stdin,
            capture_output=True,
            check=False,
            # Even a refreshed index would be a change of what was found.
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
        )
    except FileNotFoundError as error:
        raise Unusable("git: is not installed, the gate needs it. Install git.") from error
    if check and done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()[:1]
        raise Unusable(
            f"git {words[0]}: failed ({''.join(said)}), needs a repository with the project in "
            f"it. Run the gate inside one; {root} is not."
        )
    return done


def _unknown(asked: str, said: str) -> Unusable:
    return Unusable(
        f"revision '{asked}': is not known here ({said}), needs a branch, tag or commit. "
        "Fetch it first: git fetch origin"
    )
