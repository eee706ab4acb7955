"""What changed in the files that are neither rules nor registry: models, policies, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from customer_truth.definition_files import is_within
from customer_truth.gate.change import Change, ChangeKind, Party
from customer_truth.gate.parties import Parties
from customer_truth.gate.side import Side

_KINDS: Mapping[str, ChangeKind] = {
    "checkpoints": ChangeKind.CHECKPOINT_CHANGED,
    "matching": ChangeKind.MATCHING_CHANGED,
    "models": ChangeKind.MODEL_CHANGED,
    "macros": ChangeKind.MODEL_CHANGED,
    "tests/planted": ChangeKind.EXAMPLES_CHANGED,
    "tests/data": ChangeKind.MODEL_CHANGED,
    "dbt_project.yml": ChangeKind.MODEL_CHANGED,
}
_NOUNS = {"checkpoints": "checkpoint", "macros": "macros", "tests/data": "data test"}


def changed_files(base: Side, head: Side, paths: Sequence[str]) -> Iterator[Change]:
    """One change a file; what a model's change moves is told by the records."""
    parties = Parties(base, head)
    for path in paths:
        place = next((name for name in _KINDS if is_within(path, [name])), None)
        if place is None:
            continue
        was, now = (_text(side.root / path) for side in (base, head))
        yield Change(
            kind=_KINDS[place],
            subject=_subject(place, path),
            says=_said(was, now),
            file=Path(path),
            line=_first_difference(was, now),
            parties=_parties(base, head, parties, path),
        )


def _subject(place: str, path: str) -> str:
    stem = PurePosixPath(path).stem
    if place == "models":
        return f"mart {stem}" if path.startswith("models/marts/") else f"model {stem}"
    if place == "tests/planted":
        return f"examples of {stem}"
    return f"{_NOUNS.get(place, place)} {stem}" if place in _NOUNS else path


def _parties(base: Side, head: Side, parties: Parties, path: str) -> dict[str, Party]:
    mart = base.marts.get(PurePosixPath(path).stem) or head.marts.get(PurePosixPath(path).stem)
    if mart is None or mart.owner is None or not path.startswith("models/marts/"):
        return {}
    return {"owner": parties.of(mart.owner)}


def _text(path: Path) -> list[str] | None:
    return path.read_text("utf-8", "replace").splitlines() if path.is_file() else None


def _said(was: list[str] | None, now: list[str] | None) -> str:
    if was is None or now is None:
        return "removed" if now is None else f"added, {len(now)} lines"
    kept = set(was) & set(now)
    gone, come = (sum(line not in kept for line in side) for side in (was, now))
    return f"{come} lines in, {gone} lines out"


def _first_difference(was: list[str] | None, now: list[str] | None) -> int:
    if was is None or now is None:
        return 1
    pairs = enumerate(zip(was, now, strict=False), 1)
    same = min(len(was), len(now))
    return next((number for number, (a, b) in pairs if a != b), max(1, min(same + 1, len(now))))
