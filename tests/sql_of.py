"""Models as SQL of DuckDB or PostgreSQL, with the real macros and without dbt."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
import jinja2.runtime

from tests.conftest import ROOT

# What stands for staging models and raw tables here is the tables that a test fills.
_LEFT_OUT = ("unify", "source_rows", "seeds", "generate_schema_name", "engine_settings")


class _Returned(Exception):  # noqa: N818
    """The value that a macro gives back, as dbt's `return` does."""


class _Macro(jinja2.runtime.Macro):
    def _invoke(self, arguments: list[Any], autoescape: bool) -> Any:
        try:
            return super()._invoke(arguments, autoescape)
        except _Returned as returned:
            return returned.args[0]


def _give(value: Any) -> None:
    raise _Returned(value)


class _Adapter:
    def __init__(self, engine: str) -> None:
        self.engine = engine

    def quote(self, name: str) -> str:
        return f'"{name}"'

    @property
    def dispatch(self) -> Any:
        @jinja2.pass_context
        def dispatched(context: jinja2.runtime.Context, name: str) -> Any:
            own = context.resolve(f"{self.engine}__{name}")
            return (
                own
                if isinstance(own, jinja2.runtime.Macro)
                else context.resolve(f"default__{name}")
            )

        return dispatched


def sql_of(model: str, engine: str = "duckdb", *, given: Mapping[str, Any] | None = None) -> str:
    """The SQL of a template; tables of the night, seeds and entities go by their bare names."""
    context = {
        "adapter": _Adapter(engine),
        "return": _give,
        "execute": True,
        "config": lambda **_: "",
        "ref": lambda name: name,
        "source": lambda _, table: table,
        "unify": lambda entity: f"select * from {entity}",
        "var": lambda _: [],
        **(given or {}),
    }
    return _template(model).render(context).strip()


def sql_of_model(name: str, engine: str = "duckdb", **given: Any) -> str:
    """The SQL of the model of that name."""
    (path,) = (ROOT / "models").rglob(f"{name}.sql")
    return sql_of(path.read_text(), engine, given=given)


@cache
def _template(model: str) -> jinja2.Template:
    files = sorted((ROOT / "macros").glob("*.sql"))
    macros = "\n".join(file.read_text() for file in files if file.stem not in _LEFT_OUT)
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    template = environment.from_string(macros + model)
    template.root_render_func.__globals__["Macro"] = _Macro
    return template
