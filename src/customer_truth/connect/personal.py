"""What may be personal: such columns are never declared safe, and their values never shown."""

from __future__ import annotations

import re

_PERSONAL = re.compile(
    r"(^|_)(e?mails?|phones?|tel|telephone|mobile|cell|fax|names?|firstname|lastname|surname|"
    r"vorname|nachname|contacts?|persons?|people|customer|client|birth|birthday|birthdate|dob|"
    r"born|address|street|strasse|iban|bic|ssn|passport|gender|salary|user|username|login|author|"
    r"agent|rep|assignee|sender|recipient|signed|by|ip|comments?|notes?|remarks?|message|text|"
    r"description|subject)(_|$)"
)
_IN_WORDS = re.compile(r"mail|phone|name(?!d)|birth|address|surname|geburt|telefon")
# A word that people put where a value is missing; any other with a capital may be a name.
_PLACEHOLDERS = {
    *("unknown", "none", "tbc", "tbd", "n/a", "na", "null", "nil", "yes", "no", "-", "?"),
    *("see invoice", "see contract", "see order", "date not captured", "missing", "default"),
}
_CATEGORY = re.compile(
    r"(^|_)(status|stage|state|type|kind|category|priority|channel|reason|source|segment|result|"
    r"outcome|currency|country|region|language|level|class|pipeline)(_|$)"
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z0-9 /&_-]{0,29}")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9 /&_.-]{0,29}")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_/-]{0,7}")
_MANY_DIGITS = re.compile(r"[0-9]{5}|[0-9][0-9 ./-]{7,}[0-9]")


def may_be_personal(column: str) -> bool:
    """Whether a column of that name may hold personal data."""
    return bool(_PERSONAL.search(column) or _IN_WORDS.search(column))


def is_shown(value: str) -> bool:
    """Whether a value reads like a category and like nobody's name, address or number."""
    if "@" in value or _MANY_DIGITS.search(value):
        return False
    is_known = value.lower() in _PLACEHOLDERS
    return is_known or bool(_PLAIN.fullmatch(value) or _CODE.fullmatch(value))


def is_category(column: str, value: str) -> bool:
    """Whether a value is shown, in a column that may be named for its categories."""
    is_named = bool(_CATEGORY.search(column)) and not may_be_personal(column)
    return is_shown(value) or (is_named and bool(_WORDS.fullmatch(value)))


def masked(value: str) -> str:
    """A value for people: itself where it may be shown, else its length alone."""
    return f"'{value}'" if is_shown(value) else f"a text of {len(value)} characters"
