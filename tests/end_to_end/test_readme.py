"""The README shows what the commands really print. TRUTH_UPDATE_README=1 writes it anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT, NightHome, truth

README = ROOT / "README.md"


def block(name: str) -> re.Match[str]:
    found = re.search(
        rf"<!-- {name} -->\n```\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, f"the README has no block {name}"
    return found


def expect_in_readme(name: str, real: str) -> None:
    shown = block(name)
    if os.environ.get("TRUTH_UPDATE_README"):
        text = README.read_text(encoding="utf-8")
        README.write_text(text[: shown.start(1)] + real + text[shown.end(1) :], encoding="utf-8")
        return
    assert shown.group(1) == real


def night_as_shown(out: str, home: Path) -> str:
    """The output without what differs from run to run: seconds, run id, where the home is."""
    out = re.sub(r", \d+ s, run \S+", "", out)
    return out.replace(f"{home.parent}/", "")


def commands_as_shown(help_text: str) -> str:
    """Name and first sentence of each command by group, wherever the terminal broke the line."""
    lines: list[str] = []
    for group, box in re.findall(r"^╭─ (.+?) ─+╮$(.*?)^╰", help_text, re.MULTILINE | re.DOTALL)[1:]:
        lines += ["", f"{group}:"]
        for name, words in re.findall(r"^│ (\S*) +(.*?) *│$", box, re.MULTILINE):
            if name:
                lines.append(f"  truth {name:<14} {words}")
            else:
                lines[-1] += f" {words}"
    return "\n".join(line.split(". ")[0].rstrip(".") for line in lines[1:]) + "\n"


def test_the_readme_names_every_command(demo_night: NightHome) -> None:
    helped = truth("--help", home=demo_night.home, COLUMNS="100")
    assert helped.code == 0
    expect_in_readme("commands", commands_as_shown(helped.out))


@pytest.mark.parametrize(
    "command",
    ["nightly", "lint", "test", "rules", "explain", "why", "exceptions", "site", "demo", "doctor"],
)
def test_every_command_explains_itself(demo_night: NightHome, command: str) -> None:
    helped = truth(command, "--help", home=demo_night.home)
    assert helped.code == 0
    assert "--project" in helped.out


def test_every_page_that_the_documents_link_to_is_there() -> None:
    for page in (README, *(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"):
        words = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
        for link in re.findall(r"\]\(([^)#:]+)\)", words):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"
