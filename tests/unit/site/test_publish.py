"""A published site is replaced as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from customer_truth.errors import Unusable
from customer_truth.site import attempt, make_ready, publish, show, stage


def _writing(text: str) -> Callable[[Path], None]:
    def build(folder: Path) -> None:
        folder.mkdir()
        (folder / "index.html").write_text(text)

    return build


def _versions(home: Path) -> list[str]:
    return [path.name for path in (home / ".site").iterdir() if path.name != "lock"]


def test_the_new_site_takes_the_place_of_the_old_and_the_old_is_gone(tmp_path: Path) -> None:
    site = tmp_path / "home" / "site"
    publish(site, _writing("first"))
    publish(site, _writing("second"))
    assert (site / "index.html").read_text() == "second"
    assert _versions(site.parent) == [site.readlink().name]


def test_a_home_with_a_site_can_be_moved(tmp_path: Path) -> None:
    publish(tmp_path / "home" / "site", _writing("there"))
    moved = (tmp_path / "home").rename(tmp_path / "moved")
    assert (moved / "site" / "index.html").read_text() == "there"
    publish(moved / "site", _writing("again"))
    assert (moved / "site" / "index.html").read_text() == "again"


def test_the_old_site_is_shown_until_the_new_one_is_complete(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("first"))

    def build(folder: Path) -> None:
        assert not folder.exists()
        _writing("second")(folder)
        assert (site / "index.html").read_text() == "first"

    publish(site, build)


def test_a_build_that_fails_leaves_the_old_site_and_no_litter(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("first"))

    def build(folder: Path) -> None:
        _writing("half")(folder)
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        publish(site, build)
    assert (site / "index.html").read_text() == "first"
    assert len(_versions(tmp_path)) == 1


def test_what_a_killed_run_left_is_cleaned_away(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("first"))
    _writing("half")(tmp_path / ".site" / "killed")
    (tmp_path / ".site" / "killed.link").symlink_to("killed")
    publish(site, _writing("second"))
    assert _versions(tmp_path) == [site.readlink().name]


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("folder", "a folder that no run published"),
        ("file", "a file"),
        ("link", "a link to /somewhere/else"),
    ],
)
def test_what_no_run_published_is_refused_and_left_alone(
    tmp_path: Path, what: str, found: str
) -> None:
    site = tmp_path / "site"
    if what == "folder":
        _writing("mine")(site)
    elif what == "file":
        site.write_text("mine")
    else:
        site.symlink_to("/somewhere/else")
    with pytest.raises(Unusable, match=f"has {found}, needs to be free"):
        publish(site, _writing("new"))
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_staged_site_is_shown_only_when_it_is_told_to(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("last night"))
    stage(site, "run-2", _writing("this night"))
    assert (site / "index.html").read_text() == "last night"
    show(site, "run-2")
    assert (site / "index.html").read_text() == "this night"
    assert _versions(tmp_path) == ["run-2"]


def test_a_run_that_was_killed_before_it_showed_its_site_is_rolled_forward(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("last night"))
    stage(site, "run-2", _writing("this night"))
    show(site, "run-1")  # a run whose site is not there
    assert (site / "index.html").read_text() == "last night"
    show(site, "run-2")
    show(site, "run-2")
    assert (site / "index.html").read_text() == "this night"


def test_what_was_staged_for_a_night_that_was_never_published_is_gone_with_the_next(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    stage(site, "run-1", _writing("killed"))
    stage(site, "run-2", _writing("whole"))
    show(site, "run-2")
    assert _versions(tmp_path) == ["run-2"]


def test_a_place_where_nothing_can_be_written_is_told_before_anything_is_built(
    tmp_path: Path,
) -> None:
    (tmp_path / ".site").write_text("a file where the sites are kept")
    with pytest.raises(Unusable, match="cannot be written"):
        make_ready(tmp_path / "site")


_BEGUN = datetime(2026, 11, 24, 4, 30)


def _told(site: Path) -> str:
    return (site / "last-night.js").read_text()


def test_a_night_that_ends_without_a_verdict_is_told_on_the_site_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("last night"))
    with pytest.raises(KeyboardInterrupt), attempt(site, _BEGUN):
        assert '{"begun": "2026-11-24T04:30:00Z", "ended": false}' in _told(site)
        raise KeyboardInterrupt
    assert '{"begun": "2026-11-24T04:30:00Z", "ended": true}' in _told(site)
    publish(site, _writing("the same night, written again"))
    assert '"ended": true' in _told(site)


def test_a_night_that_shows_its_own_site_tells_nothing_of_itself(tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(site, _writing("last night"))
    with pytest.raises(KeyboardInterrupt), attempt(site, _BEGUN):
        stage(site, "tonight", _writing("tonight"))
        show(site, "tonight")
        raise KeyboardInterrupt  # while it tells the owners
    assert not (site / "last-night.js").exists()


def test_the_first_night_of_all_may_fail_without_a_site_to_tell_it(tmp_path: Path) -> None:
    with pytest.raises(Unusable), attempt(tmp_path / "site", _BEGUN):
        raise Unusable("nothing to read")
    assert not (tmp_path / "site").exists()
