"""The command line. It starts here: a process that ends 1 has reached a verdict, and no other.

Python itself ends with 1 at anything that it cannot import or does not expect. So nothing that may
fail is imported before `main`, and every such end becomes a 2.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import traceback
from io import TextIOWrapper

from customer_truth.dialects import BENCH, SPELLINGS
from customer_truth.machine.interruption import Interrupted, heed, listen
from customer_truth.machine.readers import outlive_readers
from customer_truth.machine.statements import break_off
from customer_truth.machine.trouble import where
from customer_truth.text.visible import log_line

_UNCHECKED = 2
_OBJECTS_UNTIL_GARBAGE = 50_000  # instead of 700


def main() -> None:
    """Runs one command and ends the process."""
    # Extracts, warehouse, work lists and sites speak of persons: nobody else reads them.
    os.umask(os.umask(0o077) | 0o077)
    if not _streams():
        _complain("standard output: is closed, needs a place to go.")
        sys.exit(_UNCHECKED)
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that has no sign for a character gets its number, as on standard error.
        sys.stdout.reconfigure(errors="backslashreplace")
    # What a command reads, it keeps: to look through it for garbage takes a tenth of the time.
    gc.set_threshold(_OBJECTS_UNTIL_GARBAGE)
    outlive_readers()
    listen(break_off)
    code = _flushed(_run())
    _spare_what_is_loaded()
    sys.exit(code)


def _streams() -> bool:
    """Whether there is a standard output. A closed stream gets the null device.

    Otherwise the next file that is opened would get its number, and what is printed.
    """
    heard = sys.stdout is not None
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)
    os.close(handle)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    return heard


def _run() -> int:
    try:
        from customer_truth.cli.commands import run

        _spare_what_is_loaded()
        code = run()
        heed()
        return code
    except Interrupted as interrupted:
        return _interrupted(interrupted)
    except ImportError as error:
        _complain(
            f"truth: cannot start ({_first_line(error)}), needs its packages whole. "
            "Set it up again: make setup"
        )
    except BaseException as error:
        try:
            heed()
        except Interrupted as interrupted:
            return _interrupted(interrupted)
        _unforeseen(error)
    return _UNCHECKED


def _spare_what_is_loaded() -> None:
    """What stays to the end of the process is not looked through for garbage, not even then.

    DuckDB complains at the end of whatever was left of its own.
    """
    if SPELLINGS[BENCH].driver not in sys.modules:
        gc.freeze()


def _flushed(code: int) -> int:
    """What is printed counts: a result that nobody could take in was not given."""
    try:
        sys.stdout.flush()
        return code
    except OSError as error:
        _complain(f"standard output: cannot be written ({error.strerror}), needs a place to go.")
        code = _UNCHECKED
    # Python flushes once more at its end, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


def _interrupted(interrupted: Interrupted) -> int:
    _complain("interrupted: the last night stays.")
    return interrupted.exit_code


def _unforeseen(error: BaseException) -> None:
    """Says where it happened; what it says itself may hold personal data, and goes into a file."""
    at = f" in {place}" if (place := where(error)) else ""
    try:
        handle, path = tempfile.mkstemp(prefix="customer-truth-error-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            traceback.print_exception(error, file=file)
        told = f"The whole of it: {path}"
    except OSError:
        told = "There is no room to keep the whole of it."
    _complain(f"truth: ended by {type(error).__name__}{at}, before a verdict. {told}")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _complain(text: str) -> None:
    try:
        print(log_line(text), file=sys.stderr, flush=True)
    except OSError:
        return
