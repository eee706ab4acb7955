"""Text that a definition, a record or a file name may carry, and what a log must not show of it."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import strategies as st

SPELLS = (
    *("\x1b[2J", "\x1b]8;;https://evil.example\x1b\\", "\x9b31m", "\r", "\b", "\x7f", "\x00", "\t"),
    *("\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\u2029", "\x85", "\x0b", "\ud800"),
    *("\n::error::x", "\n  ::add-mask::a", "::set-output name=a::b", "##[error]x", "##vso[a]b"),
    *("[bold]", "[/]", "[link=https://evil.example]", ":truck:", "{0}", "%s", "\U000e0041", "\n"),
)
WORDS = st.lists(
    st.sampled_from(SPELLS) | st.characters() | st.text("ab9 -:#[", max_size=4), max_size=12
).map("".join)

_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_HOST_COMMAND = re.compile(r"\s*::|.*##\w*\[")


def unseen(printed: str) -> set[str]:
    """The characters that nobody would see, beside the line's end."""
    return {c for c in printed if unicodedata.category(c) in _UNSEEN} - {"\n"}


def breaks_out(printed: str) -> list[str]:
    """The lines of a log that hold an unseen character, or a command that a host obeys."""
    return [line for line in printed.split("\n") if unseen(line) or _HOST_COMMAND.match(line)]
