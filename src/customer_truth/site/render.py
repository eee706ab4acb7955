"""Pages as HTML: everything that is not a template is text, and unknown names are errors."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from customer_truth.errors import Unusable
from customer_truth.site.work_record import formats
from customer_truth.verdict.verdict import WORST_FIRST, Verdict

_WORSE_SHOWN = 10
_DECISIONS_SHOWN = 5
_CHANGES_SHOWN = 500
_UNKNOWN = "\u2013"
_STATIC = Path(__file__).parent / "static"
_CONTROLS = (*range(9), 11, 12, *range(14, 32), *range(127, 160))
_SURROGATES = range(0xD800, 0xE000)
_NOT_SHOWABLE = dict.fromkeys((*_CONTROLS, *_SURROGATES), "\ufffd")


def environment(*, first_night: bool = False) -> Environment:
    """The templates, with automatic escaping that no file name or option turns off.

    On a `first_night` records are found, none is new.
    """
    made = Environment(
        loader=PackageLoader("customer_truth.site"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        **{"amount": amount, "count": count, "day": day, "days": days, "minute": minute},
        **{"month": month, "percent": percent, "points": points, "share": share, "words": words},
    )
    made.filters.update(system=system_name, weekday=weekday)
    made.globals.update(V=Verdict, worst_first=WORST_FIRST, worse_shown=_WORSE_SHOWN)
    made.globals.update(first_night=first_night, most_decisions=_DECISIONS_SHOWN)
    made.globals["most_changes"] = _CHANGES_SHOWN
    return made


def write_page(made: Environment, template: str, path: Path, **shown: Any) -> None:
    """Renders one page into a file whose folder exists; `Unusable` names one that cannot be."""
    try:
        path.write_text(made.get_template(template).render(**shown), encoding="utf-8")
    except (OSError, MemoryError):
        raise
    except Exception as error:  # whatever a template meets, the page that met it is told
        raise Unusable(
            f"page {path.parent.name}/{path.name}: cannot be rendered ({type(error).__name__}), "
            "needs every page of the night. Last night's marts and site stay; report it with the "
            "rule or owner that the page is of."
        ) from error


def copy_static(folder: Path) -> None:
    """A copy of the style sheet and the script, so that the folder can be published alone."""
    shutil.copytree(_STATIC, folder / "static")


def count(number: int) -> str:
    """1234 as 1,234."""
    return f"{number:,}"


def whole(number: float) -> str:
    """1234.0 as 1,234."""
    return f"{number:,.0f}"


def amount(value: float, decimals: int = 0) -> str:
    """1234.5 as 1,234, or with as many decimals as asked."""
    return f"{value:,.{decimals}f}"


def percent(share: float) -> str:
    """A share of one as a percentage that never rounds something down to nothing."""
    if 0 < share < 0.001:
        return "under 0.1%"
    if 0.999 < share < 1:
        return "over 99.9%"
    return f"{share:.1%}".replace(".0%", "%")


def exact(share: float) -> str:
    """A share of one as a mark on an axis, exact however small."""
    return f"{100 * share:.6g}%"


def share(part: float | None) -> str:
    """A share of one that may be unknown."""
    return _UNKNOWN if part is None else percent(part)


def points(difference: float) -> str:
    """A difference of shares in points of a hundred."""
    return f"{difference * 100:+.1f}"


def days(number: float | None) -> str:
    """Days, to a tenth where there are few."""
    if number is None:
        return _UNKNOWN
    told = f"{number:.1f}" if number < 10 else f"{number:,.0f}"
    return f"{told}\u00a0days"


def month(first: date) -> str:
    """2026-05-01 as May 2026."""
    return f"{first:%B %Y}"


def minute(moment: datetime) -> str:
    """A moment in UTC, to the minute."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d %H:%M}"


def day(moment: date) -> str:
    """The day of a moment in UTC."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return f"{moment:%Y-%m-%d}"


def weekday(on: date) -> str:
    """2026-05-01 as Friday, 1 May."""
    return f"{on:%A}, {on.day} {on:%B}"


def system_name(system: str) -> str:
    """A system by the name that people know it by: hubspot as HubSpot."""
    known = formats().get(system)
    return str(known["name"]) if known and "name" in known else words(system)


def words(name: str) -> str:
    """sales_operations as Sales operations."""
    told = name.replace("_", " ").strip()
    return told[:1].upper() + told[1:]


def _as_text(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return value.translate(_NOT_SHOWABLE)
    return value
