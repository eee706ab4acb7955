"""The one place where a night lets a reader at a text: what it does costs that value only."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

_LOG = logging.getLogger("customer_truth.readers")
_LOGGED = 20

Read = TypeVar("Read")


@dataclass
class Guard:
    """Calls readers, and counts the texts that made one raise; `log` tells of them."""

    raised: list[str] = field(default_factory=list)

    def read(self, kind: str, typed: str, reader: Callable[[], Read], unreadable: Read) -> Read:
        """What the reader makes of a text, or `unreadable` where it raises.

        The text itself may be personal, so it is told by its key; so are the words of the error.
        """
        try:
            return reader()
        except MemoryError:
            raise  # says nothing of the text
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            self.raised.append(
                f"the reader of {kind} raised {type(error).__name__} "
                f"({Path(at.filename).name}:{at.lineno}) at the text {text_key(typed)}"
            )
            return unreadable

    def log(self) -> None:
        """Says which texts a reader raised at, the first ones each, the others by their number."""
        for told in self.raised[:_LOGGED]:
            _LOG.warning("%s: its value counts as unreadable.", told)
        more = len(self.raised) - _LOGGED
        if more > 0:
            _LOG.warning("Readers raised at %s more texts, which count as unreadable.", f"{more:,}")


def text_key(typed: str) -> str:
    """Eight hexadecimal digits that stand for a text: its SHA-256 in UTF-8, cut."""
    return sha256(typed.encode("utf-8", errors="surrogatepass")).hexdigest()[:8]
