"""The documentation is a site without dead links; what it says to type and to look for is real."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import typer

from customer_truth.cli import commands
from tests.conftest import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
READ = (*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md")
_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a dead link or anchor, or a page without a place, is an error."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    ended = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "WARNING" not in ended.stderr
    return folder


class _Loads(HTMLParser):
    """What a page loads when it is opened; links that a person follows are none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.classes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.classes.update(told.get("class", "").split())
        if tag in _LOADED and told.get("rel") not in ("canonical", "prev", "next"):
            self.addresses.append(told.get(_LOADED[tag], ""))


def test_the_site_opens_from_disk_and_loads_nothing_from_a_network(built: Path) -> None:
    pages = list(built.glob("*.html"))
    assert len(pages) == len(PAGES) + 1  # and the page for an address that is not there
    for page in pages:
        loads = _Loads()
        loads.feed(page.read_text("utf-8"))
        assert not [a for a in loads.addresses if re.match(r"(https?:)?//", a)], page.name
        assert "mermaid" not in loads.classes  # its script would come from a network
        if page.name == "404.html":
            continue
        for address in filter(None, loads.addresses):
            assert (page.parent / address).exists(), f"{page.name} loads {address}"
    for style in built.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?https?:", style.read_text("utf-8")), style.name


def test_the_index_leads_to_every_page() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    led_to = set(re.findall(r"\]\(([\w-]+\.md)", index))
    assert {page.name for page in PAGES} - {"README.md"} == led_to


def _lines_to_type() -> Iterator[tuple[str, str]]:
    for page in READ:
        text = page.read_text("utf-8")
        for block in re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL):
            yield from ((page.name, line) for line in block.replace("\\\n", " ").splitlines())
        without_blocks = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        yield from ((page.name, line) for line in re.findall(r"`([^`\n]+)`", without_blocks))


def _typed(program: str) -> list[tuple[str, list[str]]]:
    start = rf"(?:^|&& |[A-Z_]+=\S+ |\S*/bin/){program} ([a-z][^|&>#]*)"
    found = ((page, re.search(start, line.strip())) for page, line in _lines_to_type())
    return [(page, said[1].split()) for page, said in found if said]


def test_every_truth_command_in_the_documents_exists_with_its_options() -> None:
    root: Any = typer.main.get_command(commands.app)
    typed = _typed("truth")
    assert len(typed) > 50
    for page, words in typed:
        command = root
        for word in words:
            command = getattr(command, "commands", {}).get(word, command)
        assert command is not root, f"{page}: truth {' '.join(words)}"
        known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
        asked = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
        assert asked <= {*known, "--help", "-h"}, f"{page}: truth {' '.join(words)}"


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = {(page, words[0]) for page, words in _typed("make")}
    assert len(asked) > 5
    assert not {(page, target) for page, target in asked if target not in targets}


def test_the_messages_of_troubleshooting_are_messages_of_the_program() -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    said = re.sub(r'"\s*\n\s*f?"', "", "\n".join(sources))
    page = (DOCS / "troubleshooting.md").read_text("utf-8")
    messages = re.findall(r"^\| `([^`]+)`", page, re.MULTILINE)
    assert len(messages) > 15
    parts = [part for message in messages for part in re.split(r"\s*\(?\u2026\)?,?\s*", message)]
    assert not [part for part in parts if part not in said]
