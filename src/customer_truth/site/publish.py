"""Publishing: a site replaces the one before it as a whole or not at all.

A night's site is staged before its warehouse is published and shown after it. Where a run ended
between the two, the next one shows what is staged.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from customer_truth.errors import Unusable
from customer_truth.site.script import LAST_NIGHT, write_last_night

_LOCK = "lock"


def publish(home_site: Path, build: Callable[[Path], object]) -> None:
    """Builds the last night's site again beside `home_site` and then puts it in its place.

    `build` gets a folder that does not exist yet. `home_site` is a link into `.<its name>/`; where
    building fails, it goes on showing the site before. What it told of a later night stays told.
    """
    name = uuid4().hex

    def build_and_keep(folder: Path) -> None:
        build(folder)
        if (home_site / LAST_NIGHT).is_file():
            shutil.copyfile(home_site / LAST_NIGHT, folder / LAST_NIGHT)

    stage(home_site, name, build_and_keep)
    show(home_site, name)


def make_ready(home_site: Path) -> None:
    """Raises `Unusable` where no site could be published: not our place, or read-only."""
    versions = _versions(home_site)
    _refuse_what_is_not_ours(home_site, versions)
    try:
        versions.mkdir(parents=True, exist_ok=True)
        with _alone(versions):
            (versions / "probe.part").touch()
            (versions / "probe.part").unlink()
    except OSError as error:
        raise Unusable(
            f"{versions}: cannot be written ({error.strerror}), needs a folder for the site that "
            "may be. Free it, or name another home with --home DIR."
        ) from error


def stage(home_site: Path, name: str, build: Callable[[Path], object]) -> None:
    """Builds the site `name` beside the one shown, whole or not at all."""
    make_ready(home_site)
    versions = _versions(home_site)
    part = versions / f"{name}.part"
    with _alone(versions):
        _remove_all_but(versions, _published(home_site))
        try:
            build(part)
            part.rename(versions / name)
        finally:
            _remove_all_but(versions, _published(home_site), name)


def show(home_site: Path, name: str) -> None:
    """Puts the staged site `name` in its place; where it is not staged, what is shown stays."""
    versions = _versions(home_site)
    if not (versions / name).is_dir():
        return
    _refuse_what_is_not_ours(home_site, versions)
    with _alone(versions):
        if _published(home_site) != name:
            _point(home_site, versions / name)
        _remove_all_but(versions, name)


@contextmanager
def attempt(home_site: Path, begun: datetime) -> Iterator[None]:
    """Tells the readers of the site shown that a night began, and where it ends without a verdict.

    A night that is killed has told that it began: the pages say by the clock that it never ended.
    """
    shown = _published(home_site)
    _tell_readers(home_site, shown, begun, ended=False)
    try:
        yield
    except BaseException:
        _tell_readers(home_site, shown, begun, ended=True)
        raise


def _tell_readers(home_site: Path, shown: str | None, begun: datetime, *, ended: bool) -> None:
    # The site that this night itself has shown tells nothing of it; a full disk stops no night.
    if shown is not None and _published(home_site) == shown:
        with suppress(OSError):
            write_last_night(home_site, begun=f"{begun.isoformat()}Z", ended=ended)


def _versions(home_site: Path) -> Path:
    return home_site.with_name(f".{home_site.name}")


def _refuse_what_is_not_ours(home_site: Path, versions: Path) -> None:
    if home_site.is_symlink():
        target = home_site.readlink()
        if target.parent == Path(versions.name):
            return
        found = f"a link to {target}"
    elif home_site.is_dir():
        found = "a folder that no run published"
    elif home_site.exists():
        found = "a file"
    else:
        return
    raise Unusable(
        f"{home_site}: has {found}, needs to be free for the published site. "
        "Move it away, then run again."
    )


@contextmanager
def _alone(versions: Path) -> Iterator[None]:
    with (versions / _LOCK).open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _published(home_site: Path) -> str | None:
    return home_site.readlink().name if home_site.is_symlink() else None


def _point(home_site: Path, fresh: Path) -> None:
    # A relative target lets the whole home be moved; replacing a link is one step of the kernel.
    link = fresh.with_name(f"{fresh.name}.link")
    link.symlink_to(Path(fresh.parent.name) / fresh.name, target_is_directory=True)
    link.replace(home_site)


def _remove_all_but(versions: Path, *kept: str | None) -> None:
    for leftover in versions.iterdir():
        if leftover.name in {*kept, _LOCK}:
            continue
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
