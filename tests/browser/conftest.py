"""A browser on the sites of a demo night, read from disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.poison import poison
from tests.conftest import NightHome, missing_part, truth

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        missing_part("chromium (apt-get install chromium)")
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, which tells a page's barriers."""
    if not AXE.is_file():
        missing_part("axe-core (npm ci --prefix tests/browser)")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="session")
def two_nights(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """The demo company after two nights, so that trends and changes have something to show."""
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(demo_night.home, home, symlinks=True)
    ended = truth("nightly", "--as-of", "2026-11-16 05:00:00", home=home)
    assert ended.code in (0, 1), ended.err
    return NightHome(home, ended, {})


@pytest.fixture(scope="session")
def poisoned_night(demo_night: NightHome, tmp_path_factory: pytest.TempPathFactory) -> NightHome:
    """A small demo company whose names and keys are hostile, after one night."""
    home = tmp_path_factory.mktemp("poisoned")
    shutil.copytree(demo_night.home / "target", home / "target")
    made = truth("demo", "--all-defects", "--customers", "500", home=home)
    assert made.code == 0, made.err
    poison(home / "raw")
    ended = truth("nightly", home=home)
    assert ended.code in (0, 1), ended.err
    return NightHome(home, ended, {})
