"""What Spark raises, as the driver tells it: in one line, and without the values it repeats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyarrow as pa
from grpc import RpcError, StatusCode
from pyspark.errors import PySparkException
from pyspark.errors.exceptions.connect import SparkConnectGrpcException

# What these say is about a statement, whose text is ours; what others say may be about a record.
_ABOUT_THE_STATEMENT = (
    "UNRESOLVED_",
    "TABLE_OR_VIEW_",
    "SCHEMA_",
    "PARSE_SYNTAX",
    "DATATYPE_MISMATCH",
    "USER_RAISED_EXCEPTION",
)
# Nothing has reached the engine, so that it repeats nothing.
_ON_THE_WAY = (
    StatusCode.UNAVAILABLE,
    StatusCode.UNAUTHENTICATED,
    StatusCode.PERMISSION_DENIED,
    StatusCode.DEADLINE_EXCEEDED,
    StatusCode.UNIMPLEMENTED,
)
_HEAD = re.compile(r"\A(?:\([\w.]+\) )?\[(?P<condition>[A-Z]\w*(?:\.\w+)*)\] ?")
_DETAILS = re.compile(r'details = "(.*)"')
_TRACE = "\n\nJVM stacktrace:"
# To the last quote: a value may hold quotes itself, and ends of lines.
_QUOTED = re.compile(r"(['\"]).*\1", re.DOTALL)
_NUMBER = re.compile(r"(?<!SQLSTATE: )\b\d[\d.:-]*")
_OF_PYTHON = (ValueError, TypeError, ArithmeticError, OSError)


class Error(Exception):
    """What Spark says first of what went wrong; `condition` is its own name of it."""

    def __init__(self, words: str, condition: str | None = None) -> None:
        super().__init__(words)
        self.condition = condition


class OperationalError(Error):
    """The server cannot be reached."""


class ProgrammingError(Error):
    """The statement cannot be said on Spark."""


@contextmanager
def told() -> Iterator[None]:
    """Tells what Spark or its client raises as the driver's error."""
    try:
        yield
    except Error:
        raise
    except PySparkException as error:
        raise Error(words_of(error), error.getCondition()) from error
    except (RpcError, pa.ArrowException, *_OF_PYTHON) as error:
        raise Error(words_of(error)) from error


def words_of(error: BaseException) -> str:
    """The first line of what was raised, in which what may be a record's value is left out."""
    code, words = _raised(error)
    if code is not None and code in _ON_THE_WAY:
        return f"{code.name}: {_first_line(words)}"
    head = _HEAD.match(words)
    condition = head["condition"] if head else ""
    if condition.startswith(_ABOUT_THE_STATEMENT):
        return _first_line(words)
    begun = head.end() if head else 0
    masked = without(words[begun:], _parameters(error))
    masked = _NUMBER.sub("…", _QUOTED.sub(r"\1…\1", masked))
    return _first_line(words[:begun] + masked) or type(error).__name__


def without(words: str, values: Iterable[str]) -> str:
    """A text in which none of these stands."""
    for value in sorted(filter(None, values), key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words)
    return words


def _raised(error: BaseException) -> tuple[StatusCode | None, str]:
    """How a call ended, where it was one, and what was said."""
    if isinstance(error, RpcError):
        # The one that a call raises is the call itself.
        code, details = (getattr(error, name, lambda: None)() for name in ("code", "details"))
        return code, str(details or getattr(code, "name", ""))
    if isinstance(error, OSError) and error.strerror:
        return None, error.strerror
    words = str(error).partition(_TRACE)[0].strip()
    if isinstance(error, SparkConnectGrpcException):
        # Where the server itself said nothing, this is the call as Python would write it.
        found = _DETAILS.search(words) if words.startswith("<") else None
        return error.getGrpcStatusCode(), found[1] if found else words
    return None, words


def _parameters(error: BaseException) -> list[str]:
    """What Spark put into the words that it has for such a case."""
    if not isinstance(error, PySparkException):
        return []
    return [str(value) for value in (error.getMessageParameters() or {}).values()]


def _first_line(words: str) -> str:
    return next((line.strip() for line in words.splitlines() if line.strip()), "")
