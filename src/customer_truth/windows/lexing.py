"""Cuts a window text into times, dates, words, dashes and separators."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from customer_truth.windows.folding import DASH, fold
from customer_truth.windows.hours import NotUnderstood
from customer_truth.windows.labels import without_labels
from customer_truth.windows.weekdays import names, run_together
from customer_truth.windows.words import Role, phrases

_TOKEN = re.compile(
    rf"""
    (?P<always>\b24\s?[/x-]\s?7\b)
    |(?P<daily>\b7\s?(?:/|j/|d/|days?\s?/|days\sa\s|days\sper\s)\s?(?:7|week|wk)\b|\b7\sdays\b)
    |(?P<anytime>\b24\s?(?:h|hrs?|hours?)\s?(?:a\s|per\s|/)\s?(?:day|24)\b)
    |(?P<date>\b\d{{1,2}}\.\s?(?:0?[1-9]|1[0-2])\.(?!\d))
    |(?P<next>\+\s?1(?:\s?d(?:ay)?)?\b)
    |(?P<hour>\d{{1,4}})
        (?:[:.](?P<minute>\d\d)(?!\d)(?::00(?!\d))?
        |\s?[hu]\s?(?P<after_h>\d\d)(?![\d:.]|\s?[hu](?![a-z])))?
        (?:\s?(?P<half>[ap])(?:\.?m\b\.?|\b\.?(?!\s+\d))
        |(?P<ordinal>(?:st|nd|rd|th)\b)
        |\s?(?P<hours>hrs?|hours?|heures?|h|uhr|uur|u|godz)\b\.?)?
    |(?P<range>{DASH}+|\bt/m\b)
    |(?P<word>[^\W\d_]+(?:['\u2019][^\W\d_]+)*
        (?:-(?:feiras?|ends?|midi|dia|noite)\b|\.m\b)?)\.?
    |(?P<stop>[;\n|\u00a6\u00b7\u2022\u2023\u2027\u2219\u25aa\u25cf\u25e6\u22c5]|\.(?=\s|$))
    |(?P<list>[,/&]|(?<=[a-z])\+(?=[a-z]))
    |(?P<colon>:)
    |(?P<nothing>[\s()]+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SUFFIX_LANGUAGES = {"uhr": "de", "uur": "nl", "u": "nl", "godz": "pl"}


class Kind(Enum):
    """What a token is."""

    NUMBER = auto()
    DATE = auto()
    WORD = auto()
    DASH = auto()
    LIST = auto()
    COLON = auto()
    STOP = auto()
    ALWAYS = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `start` to `end`; a number carries its parts as typed."""

    kind: Kind
    text: str
    start: int
    end: int
    role: Role | None = None
    is_weekday: bool = False
    minute: str | None = None
    half: str = ""
    is_24: bool = False
    is_ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Lexed:
    """The tokens of a text, closed by an END, and the languages that its words belong to."""

    tokens: list[Token]
    languages: frozenset[str]


def cut(text: str) -> Lexed:
    """The tokens of a tidied text; raises NotUnderstood at a character that means nothing."""
    raw = without_labels(_pieces(text))
    tokens: list[Token] = []
    hints: list[frozenset[str]] = []
    at = 0
    while at < len(raw):
        token, used, languages = _phrase_at(raw, at)
        at += used
        if languages:
            hints.append(languages)
        if token is not None:
            tokens.append(token)
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return Lexed(tokens, frozenset.intersection(*hints) if hints else frozenset())


def _pieces(text: str) -> list[re.Match[str]]:
    pieces: list[re.Match[str]] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotUnderstood("has a character that means nothing here", at)
        at = match.end()
        if match.lastgroup != "nothing":
            pieces.append(match)
    return pieces


def _phrase_at(
    raw: list[re.Match[str]], at: int
) -> tuple[Token | None, int, frozenset[str] | None]:
    """The token that starts at a piece, how many pieces it takes, and whose language it is."""
    match = raw[at]
    if match["word"] is None:
        return _plain(match), 1, _suffix_language(match)
    word = fold(match["word"].replace(".", ""))
    is_weekday = word in names() or run_together(word) is not None
    for rest, phrase in phrases().get(word, ()):
        following = raw[at + 1 : at + 1 + len(rest)]
        if tuple(fold(m["word"] or "") for m in following) == rest:
            if phrase.role is Role.FILLER:
                return None, 1 + len(rest), phrase.languages - {""}
            end = following[-1].end() if following else match.end()
            typed = " ".join((word, *rest))
            token = Token(
                Kind.WORD, typed, match.start(), end, phrase.role, is_weekday and not rest
            )
            return token, 1 + len(rest), None if is_weekday else phrase.languages
    return Token(Kind.WORD, word, match.start(), match.end(), None, is_weekday), 1, None


def _suffix_language(match: re.Match[str]) -> frozenset[str] | None:
    language = _SUFFIX_LANGUAGES.get((match["hours"] or "").lower())
    return frozenset({language}) if language else None


def _plain(match: re.Match[str]) -> Token:
    start, end = match.span()
    if match["hour"] is not None:
        return Token(
            Kind.NUMBER,
            match["hour"],
            start,
            end,
            minute=match["minute"] or match["after_h"],
            half=(match["half"] or "").lower(),
            is_24=bool(match["hours"] or match["after_h"]),
            is_ordinal=bool(match["ordinal"]),
        )
    if match["next"] is not None:
        return Token(Kind.WORD, "+1", start, end, Role.NEXT_DAY)
    if match["daily"] is not None:
        return Token(Kind.WORD, "daily", start, end, Role.DAILY)
    if match["anytime"] is not None:
        return Token(Kind.WORD, "24 hours", start, end, Role.ANYTIME)
    for group, kind in _KINDS:
        if match[group] is not None:
            return Token(kind, match[0], start, end)
    raise AssertionError(match[0])


_KINDS = (
    ("range", Kind.DASH),
    ("list", Kind.LIST),
    ("colon", Kind.COLON),
    ("stop", Kind.STOP),
    ("date", Kind.DATE),
    ("always", Kind.ALWAYS),
)
