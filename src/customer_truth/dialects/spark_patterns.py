"""DuckDB's regular expressions, which are RE2's, as Java's, and its texts as Spark's."""

from __future__ import annotations

import re

from customer_truth.dialects.untranslatable import Untranslatable

_CLASSES = {
    "alnum": r"\p{Alnum}",
    "alpha": r"\p{Alpha}",
    "blank": r"\p{Blank}",
    "cntrl": r"\p{Cntrl}",
    "digit": r"\p{Digit}",
    "graph": r"\p{Graph}",
    "lower": r"\p{Lower}",
    "print": r"\p{Print}",
    "punct": r"\p{Punct}",
    "space": r"\p{Space}",
    "upper": r"\p{Upper}",
    "word": r"\w",
    "xdigit": r"\p{XDigit}",
}
# What a backslash makes of a letter in both, outside of a set and within one.
_SAME = set("dDwWntrfazAv")
_SPACE = r"\t\n\f\r "
_BOUNDARY = r"(?:(?<=\w)(?!\w)|(?<!\w)(?=\w))"
_FLAGS = {"s": "s", "i": "iu", "c": "", "g": ""}
_GENERAL = re.compile(r"\\[pP](?:[A-Z]|\{\^?[A-Z][a-z]?\})")
_COUNTED = re.compile(r"\{[0-9]+(?:,[0-9]*)?\}")
_GROUP = re.compile(r"\(\?(?:P?<([A-Za-z]\w*)>|([is]*(?:-[is]+)?)([:)]))")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ESCAPED = re.compile(r"[\\.\[\]{}()*+?^$|\-&#]")


def literal(text: str) -> str:
    """A text as Spark reads it: a backslash begins an escape there, `${` a variable's name."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("${", "\\u0024{")
    return "'" + _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped) + "'"


def exactly(text: str) -> str:
    """A pattern of nothing but this text."""
    return _ESCAPED.sub(lambda sign: "\\" + sign[0], text)


def java_pattern(pattern: str, flags: str = "") -> str:
    """A pattern as Java's; only a line feed ends a line in both."""
    unknown = sorted(set(flags) - _FLAGS.keys())
    if unknown:
        raise Untranslatable(f"the flag {unknown[0]!r} of a regular expression")
    told = "".join(_FLAGS[flag] for flag in "si" if flag in flags)
    return f"(?d{told}){_Pattern(pattern).written()}"


def java_replacement(replacement: str, *, shifted: int = 0) -> str:
    """What matches are replaced by; groups count further where others were put before them."""
    written, at = [], 0
    while at < len(replacement):
        sign = replacement[at]
        following = replacement[at + 1 : at + 2]
        if sign == "\\" and following.isdigit():
            written.append(f"${int(following) + shifted}")
            at += 2
            # Java reads further digits as the group's number.
            written += ["\\" + replacement[at]] if replacement[at : at + 1].isdigit() else []
            at += replacement[at : at + 1].isdigit()
        elif sign == "\\":
            if following != "\\":
                raise Untranslatable(f"{sign + following!r} in a replacement")
            written.append(r"\\")
            at += 2
        else:
            written.append("\\$" if sign == "$" else sign)
            at += 1
    return "".join(written)


def matches_once(pattern: str) -> bool:
    """A pattern that is found in a text once at most, for it is bound to the begin or the end."""
    if "|" in pattern:
        return False
    if pattern.startswith("^"):
        return True
    return re.search(r"(?<!\\)\$\Z", pattern) is not None and not re.search(
        pattern.replace("[[:", "[").replace(":]]", "]"), ""
    )


class _Pattern:
    """Reads a pattern from the left."""

    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def written(self) -> str:
        parts = []
        while self.at < len(self.pattern):
            parts.append(self._next())
        return "".join(parts)

    def _take(self, length: int) -> str:
        start, self.at = self.at, self.at + length
        return self.pattern[start : self.at]

    def _next(self) -> str:
        sign = self.pattern[self.at]
        if sign == "\\":
            return self._escape(in_set=False)
        if sign == "[":
            return self._set()
        if sign == "$":
            self.at += 1
            return r"\z"
        if sign == "{":
            counted = _COUNTED.match(self.pattern, self.at)
            return self._take(len(counted[0])) if counted else "\\" + self._take(1)
        if self.pattern.startswith("(?", self.at):
            return self._group()
        return "\\" + self._take(1) if sign in "}]" else self._take(1)

    def _group(self) -> str:
        found = _GROUP.match(self.pattern, self.at)
        if not found:
            raise Untranslatable(f"{self.pattern[self.at : self.at + 4]!r} in a regular expression")
        self.at = found.end()
        name, flags, end = found.groups()
        if name:
            return f"(?<{name}>"
        return f"(?{flags.replace('i', 'iu')}{end}"

    def _escape(self, *, in_set: bool) -> str:
        if general := _GENERAL.match(self.pattern, self.at):
            return self._take(len(general[0])).replace("p{^", "P{")
        escaped = self._take(2)
        letter = escaped[1:]
        if letter == "s":
            return _SPACE if in_set else f"[{_SPACE}]"
        if letter == "S" and not in_set:
            return f"[^{_SPACE}]"
        if letter == "b" and not in_set:
            return _BOUNDARY
        if letter == "v":
            return r"\x0B"
        if letter in _SAME or not (letter.isalnum() or not letter):
            return escaped
        raise Untranslatable(f"{escaped!r} in a regular expression")

    def _set(self) -> str:
        parts = [self._take(2 if self.pattern.startswith("[^", self.at) else 1)]
        if self.pattern.startswith("]", self.at):
            parts.append("\\" + self._take(1))
        while not self.pattern.startswith("]", self.at):
            if self.at >= len(self.pattern):
                raise Untranslatable("a set without an end in a regular expression")
            parts.append(self._in_set())
        return "".join(parts) + self._take(1)

    def _in_set(self) -> str:
        if self.pattern.startswith("[:", self.at):
            end = self.pattern.find(":]", self.at)
            name = self.pattern[self.at + 2 : end]
            if name.removeprefix("^") not in _CLASSES:
                raise Untranslatable(f"the class {name!r} of a regular expression")
            self.at = end + 2
            written = _CLASSES[name.removeprefix("^")]
            return f"\\{written[1].upper()}{written[2:]}" if name.startswith("^") else written
        if self.pattern[self.at] == "\\":
            return self._escape(in_set=True)
        sign = self._take(1)
        return "\\" + sign if sign in "[&#" else sign
