"""Random criteria over random rows, each beside what it means in three-valued logic."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import strategies as st

AS_OF = datetime(2026, 11, 23, 2, 0, 0)
COLUMNS = {
    "n": "integer",
    "m": "bigint",
    "amount": "numeric(18,2)",
    "share": "double precision",
    "name": "text",
    "stage": "varchar",
    "due_on": "date",
    "entered_at": "timestamp",
    "is_won": "boolean",
    "is_new": "boolean",
}
LIMITS = {"days": 30, "least_share": 0.05, "called": "O'Neill \\ 100%"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Term:
    """A piece of a criterion beside what it means in Python."""

    sql: str
    value: Callable[[Row], Any]


def strict(function: Callable[..., Any], *terms: Term) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        found = [term.value(row) for term in terms]
        return None if any(part is None for part in found) else function(*found)

    return value


def column(name: str) -> Term:
    return Term(name, lambda row: row[name])


def constant(sql: str, value: Any) -> Term:
    return Term(sql, lambda row: value)


def quoted(text: str) -> Term:
    return constant("'" + text.replace("'", "''") + "'", text)


TEXTS = ["", "a", "A b", " a ", "O'Neill \\ 100%", "é", "É", "1a", "x\ny", "a_b", "a%", "Zz"]
MOMENTS = st.datetimes(datetime(2023, 12, 30), datetime(2026, 12, 31))
DAYS = st.dates(date(2023, 12, 30), date(2026, 12, 31))
WHOLE = st.integers(-5, 5) | st.sampled_from([2**31 - 1, -(2**31)])
CENTS = st.integers(-500, 500).map(lambda n: Decimal(n) / 100)
SHARES = st.integers(-8, 8).map(lambda n: n / 8) | st.sampled_from([0.1, 0.285, 1e6, -1e25])
ROWS = st.fixed_dictionaries(
    {
        "n": st.none() | WHOLE,
        "m": st.none() | WHOLE,
        "amount": st.none() | CENTS,
        "share": st.none() | SHARES,
        "name": st.none() | st.sampled_from(TEXTS),
        "stage": st.none() | st.sampled_from(TEXTS),
        "due_on": st.none() | DAYS,
        "entered_at": st.none() | MOMENTS,
        "is_won": st.none() | st.booleans(),
        "is_new": st.none() | st.booleans(),
    }
)


def whole_numbers() -> st.SearchStrategy[Term]:
    plain = st.sampled_from([column("n"), column("m"), constant(":days", 30)]) | st.integers(
        0, 9
    ).map(lambda n: constant(str(n), n))

    def remainder(pair: tuple[Term, Term]) -> Term:
        def value(a: int, b: int) -> int | None:
            return None if b == 0 else (abs(a) % abs(b)) * (1 if a >= 0 else -1)

        return Term(f"({pair[0].sql} % {pair[1].sql})", strict(value, *pair))

    pair = st.tuples(plain, plain)
    return (
        plain
        | pair.map(remainder)
        | pair.map(lambda p: Term(f"{p[0].sql} + {p[1].sql}", strict(lambda a, b: a + b, *p)))
        | pair.map(lambda p: Term(f"{p[0].sql} * {p[1].sql}", strict(lambda a, b: a * b, *p)))
        | texts().map(lambda t: Term(f"length({t.sql})", strict(len, t)))
        | st.tuples(times(), times()).map(
            lambda p: Term(
                f"days_between({p[0].sql}, {p[1].sql})",
                strict(lambda a, b: (_day(b) - _day(a)).days, *p),
            )
        )
    )


def exact_numbers() -> st.SearchStrategy[Term]:
    money = st.just(column("amount")) | CENTS.filter(lambda d: d >= 0).map(
        lambda d: constant(format(d, "f"), d)
    )
    pair = st.tuples(money, whole_numbers())
    return (
        money
        | st.just(constant(":least_share", Decimal("0.05")))
        | pair.map(lambda p: Term(f"({p[0].sql} - ({p[1].sql}))", strict(_minus, *p)))
        | pair.map(lambda p: Term(f"({p[0].sql} * ({p[1].sql}))", strict(lambda a, b: a * b, *p)))
        | pair.map(lambda p: Term(f"abs({p[0].sql})", strict(abs, p[0])))
        | money.map(lambda t: Term(f"-{t.sql}", strict(lambda a: -a, t)))
        | st.tuples(money, st.integers(0, 2)).map(
            lambda p: Term(f"round({p[0].sql}, {p[1]})", strict(_rounded(p[1]), p[0]))
        )
        | st.just(Term("round(share, 2)", strict(_rounded(2), column("share"))))
        | pair.map(lambda p: Term(f"coalesce({p[0].sql}, {p[1].sql})", _coalesce(*p)))
        | pair.map(lambda p: Term(f"greatest({p[0].sql}, {p[1].sql})", _extreme(max, *p)))
        | pair.map(lambda p: Term(f"least({p[0].sql}, {p[1].sql})", _extreme(min, *p)))
    )


def doubles() -> st.SearchStrategy[Term]:
    def ratio(pair: tuple[Term, Term]) -> Term:
        def value(a: Any, b: Any) -> float | None:
            return float(a) / float(b) if b else None

        return Term(f"({pair[0].sql}) / ({pair[1].sql})", strict(value, *pair))

    numbers = exact_numbers() | whole_numbers()
    hours = st.tuples(times(), times()).map(
        lambda p: Term(f"hours_between({p[0].sql}, {p[1].sql})", strict(_hours, *p))
    )
    return st.just(column("share")) | st.tuples(numbers, numbers).map(ratio) | hours


def texts() -> st.SearchStrategy[Term]:
    plain = (
        st.sampled_from([column("name"), column("stage")])
        | st.sampled_from(TEXTS).map(quoted)
        | st.just(constant(":called", LIMITS["called"]))
    )
    return (
        plain
        | plain.map(lambda t: Term(f"lower({t.sql})", strict(str.lower, t)))
        | plain.map(lambda t: Term(f"upper({t.sql})", strict(str.upper, t)))
        | plain.map(lambda t: Term(f"trim({t.sql})", strict(lambda s: s.strip(" "), t)))
        | st.tuples(plain, plain).map(
            lambda p: Term(f"nullif({p[0].sql}, {p[1].sql})", _nullif(*p))
        )
        | st.tuples(plain, plain).map(
            lambda p: Term(f"least({p[0].sql}, {p[1].sql})", _extreme(min, *p))
        )
    )


def times() -> st.SearchStrategy[Term]:
    day, moment = column("due_on"), column("entered_at")
    plain = (
        st.sampled_from([day, moment, constant(":as_of", AS_OF)])
        | DAYS.map(lambda d: constant(f"date '{d}'", d))
        | MOMENTS.map(lambda m: constant(f"timestamp '{m}'", m))
    )
    return (
        plain
        | st.tuples(plain, st.integers(0, 90)).map(
            lambda p: Term(
                f"({p[0].sql} - interval '{p[1]}' day)",
                strict(lambda a: _moment(a) - timedelta(days=p[1]), p[0]),
            )
        )
        | st.tuples(plain, st.integers(0, 9)).map(
            lambda p: Term(
                f"({p[0].sql} + interval '{p[1]}' hours)",
                strict(lambda a: _moment(a) + timedelta(hours=p[1]), p[0]),
            )
        )
        | plain.map(lambda t: Term(f"to_date({t.sql})", strict(_day, t)))
        | plain.map(
            lambda t: Term(
                f"date_trunc('month', {t.sql})",
                strict(lambda a: datetime(a.year, a.month, 1), t),
            )
        )
    )


PATTERNS = [r"^\w+$", r"\d", "a.b", "^[^a-z]*$", r"(a|\s)b?", "%$", r"x.y", r"[\\']", "^.{1,3}$"]
LIKES = ["a%", "%\\%", "_", "%b", "A_b", "%\n%", "%''%"]
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def atoms() -> st.SearchStrategy[Term]:
    kinds = [exact_numbers() | whole_numbers(), doubles(), texts(), times()]
    same = st.one_of([st.tuples(kind, kind, kind) for kind in kinds])
    anything = st.one_of(kinds)
    return (
        st.sampled_from([column("is_won"), column("is_new"), constant("true", True)])
        | st.tuples(same, st.sampled_from(sorted(ORDERS))).map(_comparison)
        | same.map(_between)
        | same.map(_in)
        | same.map(_distinct)
        | anything.map(lambda t: Term(f"({t.sql}) is null", lambda row: t.value(row) is None))
        | anything.map(lambda t: Term(f"({t.sql}) is not null", lambda r: t.value(r) is not None))
        | st.tuples(texts(), st.sampled_from(PATTERNS)).map(_regexp)
        | st.tuples(texts(), st.sampled_from(LIKES), st.booleans()).map(_like)
        | st.tuples(texts(), texts()).map(
            lambda p: Term(f"starts_with({p[0].sql}, {p[1].sql})", strict(str.startswith, *p))
        )
    )


def criteria() -> st.SearchStrategy[Term]:
    def deeper(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        pair = st.tuples(inner, inner)
        return (
            pair.map(lambda p: Term(f"({p[0].sql}) and ({p[1].sql})", _and(*p)))
            | pair.map(lambda p: Term(f"({p[0].sql}) or ({p[1].sql})", _or(*p)))
            | inner.map(lambda t: Term(f"not ({t.sql})", strict(lambda a: not a, t)))
            | inner.map(lambda t: Term(f"({t.sql}) is true", lambda row: t.value(row) is True))
            | inner.map(
                lambda t: Term(f"({t.sql}) is not false", lambda r: t.value(r) is not False)
            )
            | st.tuples(inner, inner, inner).map(_case)
        )

    return st.recursive(atoms(), deeper, max_leaves=5)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _minus(a: Decimal, b: int) -> Decimal:
    return a - b


def _hours(first: date, last: date) -> float:
    return ((_moment(last) - _moment(first)) // timedelta(microseconds=1)) / 3_600_000_000


def _rounded(places: int) -> Callable[[Any], Decimal | None]:
    """Half away from zero; a double beyond what a decimal holds is unknown."""

    def value(number: Any) -> Decimal | None:
        if abs(number) >= 10**22:
            return None
        exact = Decimal(repr(number)) if isinstance(number, float) else number
        return Decimal(exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))

    return value


def _coalesce(*terms: Term) -> Callable[[Row], Any]:
    return lambda row: next((v for t in terms if (v := t.value(row)) is not None), None)


def _extreme(pick: Callable[..., Any], *terms: Term) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        found = [v for term in terms if (v := term.value(row)) is not None]
        return pick(found) if found else None

    return value


def _nullif(first: Term, second: Term) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        found = first.value(row)
        return None if found == second.value(row) else found

    return value


def _comparable(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if any(isinstance(value, date) for value in values):
        return tuple(None if value is None else _moment(value) for value in values)
    if any(isinstance(value, float) for value in values):
        return tuple(None if value is None else float(value) for value in values)
    return values


def _compare(a: Any, b: Any, sign: str) -> bool | None:
    a, b = _comparable((a, b))
    return None if a is None or b is None else ORDERS[sign](a, b)


def _three_and(*values: bool | None) -> bool | None:
    return False if False in values else None if None in values else True


def _three_or(*values: bool | None) -> bool | None:
    return True if True in values else None if None in values else False


def _and(*terms: Term) -> Callable[[Row], Any]:
    return lambda row: _three_and(*(term.value(row) for term in terms))


def _or(*terms: Term) -> Callable[[Row], Any]:
    return lambda row: _three_or(*(term.value(row) for term in terms))


def _case(terms: tuple[Term, Term, Term]) -> Term:
    when, then, default = terms
    sql = f"case when {when.sql} then {then.sql} else {default.sql} end"
    return Term(sql, lambda row: then.value(row) if when.value(row) is True else default.value(row))


def _comparison(drawn: tuple[tuple[Term, Term, Term], str]) -> Term:
    (a, b, _), sign = drawn
    return Term(f"{a.sql} {sign} {b.sql}", lambda row: _compare(a.value(row), b.value(row), sign))


def _between(terms: tuple[Term, Term, Term]) -> Term:
    a, low, high = terms

    def value(row: Row) -> bool | None:
        found, least, most = (term.value(row) for term in terms)
        return _three_and(_compare(found, least, ">="), _compare(found, most, "<="))

    return Term(f"{a.sql} between {low.sql} and {high.sql}", value)


def _in(terms: tuple[Term, Term, Term]) -> Term:
    a, *rest = terms

    def value(row: Row) -> bool | None:
        return _three_or(*(_compare(a.value(row), term.value(row), "=") for term in rest))

    return Term(f"{a.sql} in ({rest[0].sql}, {rest[1].sql})", value)


def _distinct(terms: tuple[Term, Term, Term]) -> Term:
    a, b, _ = terms

    def value(row: Row) -> bool:
        left, right = _comparable((a.value(row), b.value(row)))
        return bool(left != right)

    return Term(f"{a.sql} is distinct from {b.sql}", value)


def _regexp(drawn: tuple[Term, str]) -> Term:
    text, pattern = drawn
    python = re.compile(re.sub(r"\$$", r"\\Z", pattern), re.DOTALL | re.ASCII)
    told = pattern.replace("'", "''")
    sql = f"regexp_like({text.sql}, '{told}')"
    return Term(sql, strict(lambda s: python.search(s) is not None, text))


def _like(drawn: tuple[Term, str, bool]) -> Term:
    text, pattern, negated = drawn
    parts = {"%": ".*", "_": "."}
    meant = "".join(parts.get(c, re.escape(c)) for c in pattern.replace("''", "'"))
    word = "not like" if negated else "like"
    return Term(
        f"{text.sql} {word} '{pattern}'",
        strict(lambda s: (re.fullmatch(meant, s, re.DOTALL) is not None) != negated, text),
    )
