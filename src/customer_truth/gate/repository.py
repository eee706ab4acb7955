"""Reads the definitions of a revision from git, without touching the working tree or the index."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from customer_truth.definition_files import CODEOWNERS, definitions_among
from customer_truth.errors import Unusable


@dataclass(frozen=True)
class Revision:
    """A commit as it was asked for, and the one that the change began from."""

    asked: str
    commit: str

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
    return Revision(asked, common[0] if common else commit)


def changed_definitions(root: Path, base: Revision) -> list[str]:
    """The definition files that differ from `base`, relative to `root`, new ones included."""
    tracked = _git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", base.commit)
    fresh = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    paths = {path for part in (tracked, fresh) for path in part.stdout.decode().split("\0") if path}
    return sorted([*definitions_among(paths), *({CODEOWNERS} & paths)])


def extract_definitions(root: Path, base: Revision, folder: Path) -> None:
    """Writes the definition files of `base` below `folder`."""
    listed = _git(root, "ls-tree", "-r", "-z", base.commit, "--", ".").stdout.decode()
    blobs = {}
    for entry in filter(None, listed.split("\0")):
        about, path = entry.split("\t", 1)
        mode, kind, blob = about.split()
        # A link could lead out of the folder; no definition is one.
        if kind == "blob" and mode != "120000":
            blobs[path] = blob
    wanted = [*definitions_among(blobs), *({CODEOWNERS} & blobs.keys())]
    if not wanted:
        raise Unusable(
            f"revision {base.told}: has no definitions, needs a project. Name another with --base."
        )
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
