"""Output whose reader may leave, as `head` does: what is written after that goes nowhere.

A night must end, and its exit code is that of its verdict, whoever still reads what it says.
"""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import IO, TextIO


class _Stream(FileIO):
    """A file descriptor that becomes the null device once nothing more can be written to it.

    A full disk is told, once; a reader that left is not.
    """

    is_read = True

    def write(self, data: bytes | memoryview) -> int:  # type: ignore[override]
        try:
            return super().write(data)
        except BrokenPipeError:
            self._leave()
            return len(data)
        except OSError as error:
            self._leave()
            raise OSError(error.errno, error.strerror, f"standard {self._name}") from error

    @property
    def _name(self) -> str:
        return "output" if self.fileno() == 1 else "error"

    def _leave(self) -> None:
        self.is_read = False
        # The same number, so that the programs started from here are as little troubled.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def outlive_readers() -> None:
    """From now on nothing ends because a reader of standard output or standard error left."""
    sys.stdout, sys.stderr = _outliving(sys.stdout), _outliving(sys.stderr)


def is_read(stream: IO[str]) -> bool:
    """Whether the reader of an output is still there, as far as the last write could tell."""
    buffer = getattr(stream, "buffer", None)
    return getattr(getattr(buffer, "raw", None), "is_read", True)


def _outliving(stream: TextIO) -> TextIO:
    if not isinstance(stream, TextIOWrapper):
        return stream
    stream.flush()
    return TextIOWrapper(
        BufferedWriter(_Stream(stream.fileno(), "w", closefd=False)),
        encoding=stream.encoding,
        errors=stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )
