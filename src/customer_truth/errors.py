"""What stops a command: a message that says where, what was found, what is needed, what next."""

from __future__ import annotations

from collections.abc import Sequence


class Unusable(Exception):  # noqa: N818 - it names the state of the input, not a programming error
    """Something that the command needs cannot be used; the process ends with exit code 2."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems


class Unread(Exception):  # noqa: N818 - it names what happened, not a programming error
    """Whoever read the output went away."""
