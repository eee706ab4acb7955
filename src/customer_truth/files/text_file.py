"""The one way in which a definition is read from disk: a plain file of bounded size, in UTF-8."""

from __future__ import annotations

import stat
from pathlib import Path

from customer_truth.files.problem import complaint

LONGEST_TEXT = 20_000
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


class UnreadableError(ValueError):
    """A file that cannot be read as a text: what it has, and what it needs."""

    def __init__(self, has: str, needs: str) -> None:
        super().__init__(complaint(has, needs))
        self.has = has
        self.needs = needs


def read_text(path: Path, largest: int) -> str:
    """The text of `path` without a byte order mark, of at most `largest` bytes.

    A pipe or a device would never end, so it is not opened. `UnreadableError` says what else
    cannot be read; that there is no file is `FileNotFoundError`.
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = _KINDS.get(stat.S_IFMT(found.st_mode), "something that is no file")
            raise UnreadableError(kind, "a plain file")
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise UnreadableError("a link that leads nowhere", "a plain file") from error
        raise
    except OSError as error:
        raise UnreadableError(f"a file that cannot be read ({error.strerror})", "one") from error
    if len(content) > largest:
        raise UnreadableError(f"{found.st_size:,} bytes", f"at most {largest:,}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("bytes that are not text", "UTF-8") from error
