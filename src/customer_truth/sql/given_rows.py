"""Rows that are given to a statement as its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

# Engines take some ten thousand parameters, and plan fewer of them sooner.
_ROWS_AT_ONCE = 500


def given_rows(
    columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Them as a table named `given`, of columns of these types, with its parameters; in parts."""
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        lines: list[str] = []
        parameters: dict[str, object] = {}
        for number, row in enumerate(rows[start : start + _ROWS_AT_ONCE]):
            names = [f"{name}_{number}" for name in columns]
            parameters.update(zip(names, row, strict=True))
            types = zip(names, columns.values(), strict=True)
            lines.append(", ".join(f"cast(:{name} as {type})" for name, type in types))
        values = ", ".join(f"({line})" for line in lines)
        yield f"(values {values}) as given({', '.join(columns)})", parameters
