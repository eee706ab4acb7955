"""DuckDB's days, moments and zones in Spark's words; a session of Spark's is in UTC.

A moment of DuckDB's (`timestamp`) is one of Spark's without a zone, an instant (`timestamptz`) is
Spark's with the session's. Where they have to be counted, both are instants of UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlglot import exp

from customer_truth.dialects.spark_patterns import literal
from customer_truth.dialects.untranslatable import Untranslatable

_UNITS = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
_MICROSECONDS = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000}
# A moment as DuckDB reads it from a text, by Java's words.
_MOMENT = r"^\s*[0-9]{1,6}-[0-9]{1,2}-[0-9]{1,2}+(?!\s+$)"
_WRITTEN_OUT = (
    r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}):([0-9]{2})(:[0-9]{2}([.][0-9]+)?)?"
    r"\s*(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)?\s*$"
)
_ZONE = r"(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)\s*$"
_OFFSET = r"([+-])([0-9]{2}):?([0-9]{2})?\s*$"
_MIDNIGHT = r"[ T]24:00(:00([.]0*)?)?(?![0-9:.])"
_FORMATS = {
    "%Y": "yyyy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
    "%f": "SSSSSS",
    "%g": "SSS",
    "%y": "yy",
    "%j": "DDD",
    "%b": "MMM",
    "%B": "MMMM",
    "%a": "EEE",
    "%A": "EEEE",
    "%I": "hh",
    "%p": "a",
    "%-d": "d",
    "%-m": "M",
    "%-H": "H",
    "%F": "yyyy-MM-dd",
    "%T": "HH:mm:ss",
    "%%": "'%'",
}
_PARTS: Mapping[str, str] = {
    "year": "year({})",
    "quarter": "quarter({})",
    "month": "month({})",
    "day": "day({})",
    "hour": "hour({})",
    "minute": "minute({})",
    "second": "second({})",
    "week": "weekofyear({})",
    "isoyear": "extract(yearofweek from {})",
    "doy": "dayofyear({})",
    "dayofyear": "dayofyear({})",
    "dow": "(dayofweek({}) - 1)",
    "dayofweek": "(dayofweek({}) - 1)",
    "isodow": "(weekday({}) + 1)",
}


def unit(node: exp.Expr | None) -> str:
    """A unit's name, small and of one."""
    return (node.name if node else "").lower().removesuffix("s")


def moment(text: str) -> str:
    """Any time as a moment."""
    return f"cast({text} as timestamp_ntz)"


def instant(text: str) -> str:
    """Any time as an instant."""
    return f"cast({text} as timestamp_ltz)"


def bound(value: str, name: str, result: str) -> str:
    """An expression that says a value several times, computed once."""
    return f"element_at(transform(array({value}), {name} -> {result}), 1)"


def read_moment(text: str, *, raises: bool) -> str:
    """A text as a moment: DuckDB knows an hour 24, and drops an offset."""
    return _read(text, "timestamp_ntz", "said_moment", raises=raises)


def read_instant(text: str, *, raises: bool) -> str:
    """A text as an instant: Java knows no offset beyond 18 hours, DuckDB does."""
    return _read(text, "timestamp_ltz", "said_instant", raises=raises)


def _read(text: str, target: str, name: str, *, raises: bool) -> str:
    last = f", cast({name} as {target})" if raises else ""
    read = f"coalesce(try_cast({name} as {target}), {_read_slowly(name, target)}{last})"
    guarded = f"case when {name} rlike {literal(_MOMENT)} then {read}"
    # Without the text itself, which is nobody's but the reader's of the data.
    refused = f"raise_error({literal('a text that is no moment')})"
    guarded += f" else cast({refused} as {target})" if raises else ""
    return bound(text, name, f"case when {name} is not null then {guarded} end end")


def _read_slowly(name: str, target: str) -> str:
    """By its parts, what a cast does not read."""
    plain = f"regexp_replace({name}, {literal(_ZONE)}, '')"
    plain = f"case when {name} rlike {literal('[ T][0-9]{2}:')} then {plain} else {name} end"
    day = f"regexp_replace({plain}, {literal(_MIDNIGHT)}, ' 00:00:00')"
    is_next = f"{name} rlike {literal('[ T]24:')}"
    local = f"try_cast({day} as timestamp_ntz)"
    local += f" + make_dt_interval(case when {is_next} then 1 else 0 end)"
    if target == "timestamp_ltz":
        hours, minutes = (
            f"cast(concat(regexp_extract({name}, {literal(_OFFSET)}, 1), coalesce(nullif("
            f"regexp_extract({name}, {literal(_OFFSET)}, {part}), ''), '0')) as int)"
            for part in (2, 3)
        )
        local = f"({local} - make_dt_interval(0, {hours}, {minutes}, 0))"
    return f"case when {name} rlike {literal(_WRITTEN_OUT)} then cast({local} as {target}) end"


def at_zone(g: Any, node: exp.AtTimeZone) -> str:
    """An instant as the clock on the wall, or what a clock on the wall shows as an instant."""
    zone, value = g.sql(node, "zone"), g.sql(node, "this")
    is_utc = node.args["zone"].name.upper() == "UTC" and node.args["zone"].is_string
    if g.kinds.of(node.this) == "instant":
        local = moment(value)
        return local if is_utc else f"convert_timezone('UTC', {zone}, {local})"
    return instant(value if is_utc else _in_utc(value, zone))


def _in_utc(local: str, zone: str) -> str:
    """Of an hour that comes twice the second one is meant; Java would mean the first.

    The offset of a day later leads to the second one, if there it is as late as was said.
    """
    here, first = "here", "convert_timezone(here.z, 'UTC', here.t)"
    after = "convert_timezone('UTC', here.z, here.one + interval '1' day)"
    second = f"here.t - ({after} - (here.one + interval '1' day))"
    both = f"struct(here.t as t, here.z as z, here.one as one, {second} as two)"
    given = f"array(struct({moment(local)} as t, {zone} as z))"
    told = f"transform({given}, {here} -> struct(here.t as t, here.z as z, {first} as one))"
    shown = "convert_timezone('UTC', here.z, here.two)"
    chosen = f"case when {shown} = here.t then here.two else here.one end"
    return f"element_at(transform(transform({told}, here -> {both}), here -> {chosen}), 1)"


def truncated(g: Any, node: exp.TimestampTrunc | exp.DateTrunc) -> str:
    """A time without what is smaller than a unit; a day becomes a moment."""
    name = unit(node.args.get("unit"))
    if name not in _UNITS:
        raise Untranslatable(f"date_trunc('{name}', …)")
    text = f"date_trunc('{name}', {instant(g.sql(node, 'this'))})"
    return text if g.kinds.of(node.this) == "instant" else moment(text)


def part(g: Any, name: str, value: exp.Expr) -> str:
    """One part of a time."""
    name = name.lower()
    if name == "epoch":
        return epoch(g, value)
    if name not in _PARTS:
        raise Untranslatable(f"extract({name} from …)")
    return _PARTS[name].format(g.sql(value))


def epoch(g: Any, value: exp.Expr) -> str:
    """Seconds as a double, of a time or of an interval."""
    text = g.sql(value)
    if g.kinds.of(value) == "interval":
        return (
            f"cast(extract(day from {text}) * 86400 + extract(hour from {text}) * 3600 + "
            f"extract(minute from {text}) * 60 + extract(second from {text}) as double)"
        )
    return f"({_micros_of(g, value)} / 1000000D)"


def _micros_of(g: Any, value: exp.Expr) -> str:
    """Of one time less another one, where nothing tells what they are, what lies between them."""
    inner = value.unnest()
    if isinstance(inner, exp.Sub) and g.kinds.of(value) is None:
        first, last = inner.this, inner.expression
        if "interval" not in (g.kinds.of(first), g.kinds.of(last)):
            return f"({micros(g, first)} - {micros(g, last)})"
    return micros(g, value)


def micros(g: Any, value: exp.Expr) -> str:
    """Microseconds since 1970."""
    return f"unix_micros({instant(g.sql(value))})"


def difference(g: Any, name: str, first: exp.Expr, last: exp.Expr) -> str:
    """How often a unit begins between two times."""
    one, other = g.sql(first), g.sql(last)
    if name == "microsecond":
        return f"({micros(g, last)} - {micros(g, first)})"
    if name == "day":
        return f"datediff(cast({other} as date), cast({one} as date))"
    if name in ("month", "year"):
        years = f"(year({other}) - year({one}))"
        return years if name == "year" else f"({years} * 12 + month({other}) - month({one}))"
    if name in _MICROSECONDS:
        size = _MICROSECONDS[name]
        begun = (
            f"(({micros(g, each)} - pmod({micros(g, each)}, {size})) div {size})"
            for each in (last, first)
        )
        return f"({' - '.join(begun)})"
    raise Untranslatable(f"date_diff('{name}', …)")


def java_format(said: str) -> str:
    """A format of `strftime` as Java's."""
    written, at, plain = [], 0, ""
    while at < len(said):
        length = 3 if said.startswith("%-", at) else 2 if said[at] == "%" else 1
        sign = said[at : at + length]
        at += length
        if length == 1:
            plain += sign
            continue
        if sign not in _FORMATS:
            raise Untranslatable(f"{sign!r} in a format of times")
        written += [_quoted_sign(plain), _FORMATS[sign]]
        plain = ""
    return "".join([*written, _quoted_sign(plain)])


def _quoted_sign(plain: str) -> str:
    is_sign = not any(sign.isalpha() or sign in "'[]{}#" for sign in plain)
    return plain if is_sign else "'" + plain.replace("'", "''") + "'"


def interval(g: Any, node: exp.Interval) -> str:
    """A length of time of one unit."""
    name, value = unit(node.args.get("unit")), node.this
    if name not in (*_UNITS, "microsecond", "millisecond") or value is None:
        raise Untranslatable(f"interval '{value.name if value else ''}'")
    if name == "quarter":
        raise Untranslatable("an interval of quarters")
    if isinstance(value, exp.Literal):
        return f"interval '{value.name}' {name}"
    return f"(({g.sql(value)}) * interval '1' {name})"


def formatted(g: Any, node: exp.TimeToStr) -> str:
    """A time as text, by a format."""
    said = node.args["format"]
    if not said.is_string:
        raise Untranslatable("a format of times that is computed")
    return f"date_format({g.sql(node, 'this')}, {literal(java_format(said.name))})"


def parsed(g: Any, value: exp.Expr, said: exp.Expr, *, tries: bool) -> str:
    """A text as a moment, by a format; a day or an hour may have one digit."""
    if not said.is_string:
        raise Untranslatable("a format of times that is computed")
    pattern = java_format(said.name)
    for twice in ("MM", "dd", "HH", "mm", "ss"):
        if f"{twice[0]}{twice}" not in pattern:
            pattern = pattern.replace(twice, twice[0])
    name = "try_to_timestamp" if tries else "to_timestamp"
    return moment(f"{name}({g.sql(value)}, {literal(pattern)})")


Writer = Callable[[Any, Any], str]

TIMES: Mapping[type[exp.Expr], Writer] = {
    exp.AtTimeZone: at_zone,
    exp.CurrentDate: lambda g, node: "current_date()",
    exp.CurrentTimestamp: lambda g, node: "current_timestamp()",
    exp.DateTrunc: truncated,
    exp.DateDiff: lambda g, node: difference(
        g, unit(node.args.get("unit")), node.expression, node.this
    ),
    exp.DateFromParts: lambda g, node: g.called("make_date", *node.iter_expressions()),
    exp.Extract: lambda g, node: part(g, node.name, node.expression),
    exp.Interval: interval,
    exp.LastDay: lambda g, node: g.called("last_day", node.this),
    exp.StrToTime: lambda g, node: parsed(g, node.this, node.args["format"], tries=False),
    exp.TimeToStr: formatted,
    exp.TimeToUnix: lambda g, node: epoch(g, node.this),
    exp.TimestampFromParts: lambda g, node: g.called(
        "make_timestamp_ntz", *node.iter_expressions()
    ),
    exp.TimestampTrunc: truncated,
    exp.ToDays: lambda g, node: f"(({g.sql(node, 'this')}) * interval '1' day)",
    exp.Year: lambda g, node: part(g, "year", node.this),
    exp.Month: lambda g, node: part(g, "month", node.this),
}
NAMED_TIMES: Mapping[str, Writer] = {
    "epoch_us": lambda g, node: micros(g, node.expressions[0]),
    "epoch_ms": lambda g, node: f"({micros(g, node.expressions[0])} div 1000)",
    "now": lambda g, node: "current_timestamp()",
    "date_part": lambda g, node: part(g, node.expressions[0].name, node.expressions[1]),
    "try_strptime": lambda g, node: parsed(g, *node.expressions, tries=True),
}
