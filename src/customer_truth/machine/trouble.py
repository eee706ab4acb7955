"""What a machine or an engine raises, in one line of words: what, where, and what to do."""

from __future__ import annotations

import re
import sys
import traceback
from pathlib import Path

from customer_truth.dialects import SPELLINGS

_NEXT = (
    (
        r"no space left|disk quota|file too large|max_temp_directory_size",
        "Free space there; what was published stays.",
    ),
    (
        r"OutOfMemoryError|UNABLE_TO_ACQUIRE_MEMORY|maxResultSize",
        "Give the cluster more memory, by its own settings (docs/engines.md).",
    ),
    (
        r"out of memory|cannot allocate|bad_alloc|could not allocate",
        "Give it more by CUSTOMER_TRUTH_MEMORY, or a machine with more memory.",
    ),
    (
        r"permission denied for|must be owner of",
        "Grant this role what docs/engines.md lists.",
    ),
    (
        r"statement timeout",
        "Let this role work longer: alter role … set statement_timeout = 0.",
    ),
    (
        r"lock timeout|deadlock detected|due to user request",
        "Somebody else worked on the same tables. Run again.",
    ),
    (
        r"UNAUTHENTICATED|PERMISSION_DENIED",
        "Check the variables that say where the server is, and by which token (docs/engines.md).",
    ),
    (
        r"permission denied|read-only file system|operation not permitted",
        "Let this user write there, or name another place with --home.",
    ),
    (
        r"conflicting lock|could not set lock",
        "Close the other program that holds the file, then run again.",
    ),
    (
        r"terminating connection|server closed the connection|connection already closed"
        r"|connection has been closed|the database system is|EOF detected"
        r"|could not receive data from server|could not send data to server"
        r"|RETRIES_EXCEEDED|UNAVAILABLE|INVALID_HANDLE|SESSION_CLOSED",
        "Look into the server's log; what was published stays. Run again.",
    ),
    (
        r"could not connect|connection refused|authentication failed|could not translate host"
        r"|timeout expired|database \S+ does not exist|role \S+ does not exist",
        "Check the server, and the variables that say where it is (docs/engines.md). "
        "Then run again.",
    ),
)
_OTHERWISE = "Run: truth doctor"
_LONGEST = 300
# An engine that cannot read a value repeats it, and it may be a person's.
_OF_A_VALUE = re.compile(
    r"(?i)^(conversion|constraint|out of range|invalid input) error|(convert(ing)?|parse) string"
    r"|\bcast |invalid (input syntax|value)|out of range|duplicate key"
)
# To the last quote: a value may hold quotes itself.
_VALUE = re.compile(r"(['\"]).*\1|(?<=value )[-\d.]+")
_ABOUT_THE_RULE = re.compile(
    r"Binder Error|Catalog Error|Parser Error|does not exist|syntax error"
    r"|^(\([\w.]+\) )?\[(UNRESOLVED_|TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND|PARSE_SYNTAX_ERROR"
    r"|DATATYPE_MISMATCH)"
)
_NOT_KEPT_THEN = re.compile(
    r"(?i)does not have a column|column .+ (does not exist|not found in FROM)"
    r"|table with name \w+ does not exist|relation \S+ does not exist"
    r"|^(\([\w.]+\) )?\[(UNRESOLVED_COLUMN|TABLE_OR_VIEW_NOT_FOUND|SCHEMA_NOT_FOUND)"
)
_MAY_BE_A_VALUE = re.compile(r"""'.*'|".*"|\b\d[\d.:-]*""")


def told(error: BaseException) -> str | None:
    """One line for what a machine or an engine raised; None for anything else."""
    if isinstance(error, MemoryError):
        return f"memory: has run out, needs more. {next_step('out of memory')}"
    if isinstance(error, OSError) and error.strerror:
        place = error.filename2 or error.filename or "a file or a connection"
        return f"{place}: cannot be used ({error.strerror}). {next_step(error.strerror)}"
    if is_of_an_engine(error):
        words = first_line(error)
        return f"the engine: ended with '{words}'. {next_step(words)}"
    return None


def advice(words: str) -> str | None:
    """What to do about an error told in `words`, where it is known."""
    found = (step for pattern, step in _NEXT if re.search(pattern, words, re.IGNORECASE))
    return next(found, None)


def was_not_kept_then(error: BaseException) -> bool:
    """Whether an engine was asked for a column or a table that is not there."""
    return bool(_NOT_KEPT_THEN.search(first_line(error)))


def next_step(words: str) -> str:
    """What to do about an error, in any case something."""
    return advice(words) or _OTHERWISE


def first_line(error: BaseException) -> str:
    """What an engine says first, without the values it may repeat, in bounded length."""
    return shortened(str(getattr(error, "orig", None) or error) or type(error).__name__)


def shortened(words: str) -> str:
    """The first line of an engine's words, without the values it may repeat."""
    line = next((line for line in words.splitlines() if line.strip()), "").strip()
    if _OF_A_VALUE.search(line):
        line = _VALUE.sub(r"\1…\1", line)
    return line[:_LONGEST]


def words_of(error: BaseException) -> str:
    """An engine's message in one line; what may be a record's value is left out.

    Only where the engine does not know a name or cannot read a rule does it quote the rule.
    """
    cause = getattr(error, "orig", None) or error
    message = next(iter(str(cause).strip().splitlines()), "") or type(cause).__name__
    return message if _ABOUT_THE_RULE.search(message) else _MAY_BE_A_VALUE.sub("…", message)


def where(error: BaseException) -> str:
    """File and line of our own code in which an error nobody foresaw came up; empty for none."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{Path(f.filename).name}:{f.lineno}" for f in frames if "customer_truth" in f.filename]
    return ours[-1] if ours else ""


def is_of_an_engine(error: BaseException) -> bool:
    """An engine that was not loaded cannot have raised anything."""
    drivers = ((spelling.driver, "Error") for spelling in SPELLINGS.values())
    kinds = (("sqlalchemy.exc", "DBAPIError"), *drivers)
    loaded = (getattr(sys.modules.get(module), name, ()) for module, name in kinds)
    return any(isinstance(error, kind) for kind in loaded)
