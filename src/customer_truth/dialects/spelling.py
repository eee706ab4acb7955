"""The words that engines spell differently; where nothing is said here, they say the same."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from customer_truth.sql.text import BLANKS, quoted

Dialect = Literal["duckdb", "postgres", "spark"]
WIDEST_WHOLE = "widest whole number"
# All that engines hold exactly.
MOST_DIGITS = 38


class Spelling(ABC):
    """One engine's words. All arguments but patterns and literals are SQL already."""

    sqlalchemy_name: ClassVar[str]
    # The Python module that speaks to it, whose `Error` it raises, and all that has a say in it.
    driver: ClassVar[str]
    distributions: ClassVar[tuple[str, ...]]
    # The command that brings those; None where they come with this package.
    install: ClassVar[str | None] = None
    # What sqlglot calls the words that its driver is given.
    read_as: ClassVar[str]
    types: ClassVar[Mapping[str, str]]
    # What Great Expectations finds as a column's type, where that is not the same word in capitals.
    found_types: ClassVar[Mapping[str, str]] = {}
    quote: ClassVar[str] = '"'
    # Decimals grow by themselves up to so many digits; None where they grow as they must.
    decimals_grow_to: ClassVar[int | None] = None
    # The fastest way to write which records break which rules, and then to count them.
    unnests_failing: ClassVar[bool] = True
    counts_rule_by_rule: ClassVar[bool] = False

    def column(self, name: str) -> str:
        """A column's name."""
        return f"{self.quote}{name}{self.quote}"

    def text(self, value: str) -> str:
        """A text, in which a backslash is a backslash."""
        return quoted(value)

    def cast(self, value: str, target: str) -> str:
        """A value as another type, by the catalogue's name of it."""
        return f"cast({value} as {self.types.get(target, target)})"

    def by_code_point(self, text: str) -> str:
        """A text that is put in order by its code points, whatever the server's language."""
        return text

    def like(self, text: str, pattern: str) -> str:
        """LIKE in which a backslash is a backslash."""
        return f"({text} like {self.text(pattern)})"

    @abstractmethod
    def matches(self, text: str, pattern: str) -> str:
        """Whether a regular expression is found in a text; a dot is any sign."""

    def starts_with(self, text: str, start: str) -> str:
        """Whether a text starts so."""
        return f"starts_with({text}, {start})"

    def trim(self, text: str) -> str:
        """A text without the spaces around it."""
        return f"trim({text}, ' ')"

    def trimmed(self, text: str, *, briefly: bool = False) -> str:
        """A text without the blanks around it; engines alone would leave all but spaces.

        Said `briefly`, it may take longer to run and is planned sooner.
        """
        return f"trim({text}, '{BLANKS}')"

    def plain_text(self, value: str) -> str:
        """An id, a flag or a double in its one form: no blanks around it, no empty decimals."""
        return (
            f"regexp_replace({self.trimmed(f'cast({value} as text)', briefly=True)}, '[.]0+$', '')"
        )

    def changed_case(self, name: str, text: str) -> str:
        """A text in `lower` or `upper` case, by Unicode."""
        return f"{name}({text})"

    def exact(self, number: str, size: int, scale: int) -> str:
        """A double as a decimal; unknown where that is too small for it."""
        return f"try_{self.cast(number, f'decimal({size}, {scale})')}"

    def attempted(self, moment: str) -> str:
        """A computed moment; unknown where the engine has none so far away, which stops no run."""
        return moment

    def moment_of_day(self, day: str) -> str:
        """A day as the moment at which it begins; unknown where the engine has none so far away."""
        return self.cast(day, "timestamp")

    def finite(self, time: str, data_type: str) -> str:
        """A time that can be counted to; of the infinite most engines know nothing."""
        return time

    def array_of_texts(self, elements: Sequence[Any]) -> Any:
        """SQLAlchemy's expression for an array of them."""
        import sqlalchemy as sa

        return sa.func.array(*elements, type_=sa.ARRAY(sa.Text))

    @abstractmethod
    def days_between(self, first: str, last: str) -> str:
        """Whole days from one day to another."""

    @abstractmethod
    def microseconds_between(self, first: str, last: str) -> str:
        """Microseconds from one moment to another."""


def widest_decimal(scale: int = 0) -> str:
    """The widest decimal that engines with a limit have."""
    return f"decimal({MOST_DIGITS}, {scale})"
