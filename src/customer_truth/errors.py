"""What stops a command: a message that says where, what was found, what is needed, what next."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class Unusable(Exception):  # noqa: N818 - it names the state of the input, not a programming error
    """Something that the command needs cannot be used; the process ends with exit code 2.

    Beside the problems: who is `asked` to put it right, the `log` that tells more, and the
    `command` to run next.
    """

    asked = "the engineer who runs it"
    command = "truth doctor"

    def __init__(
        self,
        *problems: str,
        asked: str | None = None,
        log: Path | None = None,
        command: str | None = None,
    ) -> None:
        super().__init__("\n".join(problems))
        self.problems: Sequence[str] = problems
        self.asked = asked or self.asked
        self.log = log
        self.command = command or self.command
