"""What the environment says; a value that nothing can be made of is one message, for any command.

An empty value says nothing: hosts of continuous integration set what is not configured to it.
"""

from __future__ import annotations

import os
import re

from customer_truth.errors import Unusable
from customer_truth.files.problem import complaint

HOME = "CUSTOMER_TRUTH_HOME"
TARGET = "CUSTOMER_TRUTH_TARGET"
MEMORY = "CUSTOMER_TRUTH_MEMORY"
MAIL = "CUSTOMER_TRUTH_MAIL"
SITE_URL = "CUSTOMER_TRUTH_SITE_URL"
PG = "CUSTOMER_TRUTH_PG_"
SPARK = "CUSTOMER_TRUTH_SPARK_"
# Only for the dbt that a gate starts: the last night's file.
NIGHT = "CUSTOMER_TRUTH_NIGHT"

_PORT = r"(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])"
_SHAPES = {
    MEMORY: (r"(?=[\d.]*[1-9])\d+(\.\d+)? ?[KMGT]i?B", "a size above 0 such as 6GiB"),
    f"{PG}PORT": (_PORT, "a number from 1 to 65535"),
    f"{SPARK}REMOTE": (
        rf"sc://(\[[0-9a-f:.]+\]|[^\s/:;\[\]]+)(:{_PORT})?(/(;[^\s;=]+=[^\s;]*)*)?",
        "an address such as sc://localhost:15002",
    ),
    f"{SPARK}CATALOG": (r"[a-z_]\w*", "a catalogue's name such as spark_catalog"),
    f"{SPARK}FILE_FORMAT": (r"parquet|delta|iceberg|orc", "parquet, delta, iceberg or orc"),
    f"{SPARK}THREADS": (r"[1-9]\d{0,2}", "a number from 1 to 999"),
    SITE_URL: (r"(https?|file)://\S+", "an address such as https://truth.example.com"),
    MAIL: (r"mailtos?://\S+", "an address such as mailtos://user:password@example.com"),
}
# It may carry a token.
_SECRET = {MAIL, f"{SPARK}REMOTE"}


def value_of(name: str, otherwise: str = "") -> str:
    """The value of a variable, or `otherwise` where it is not set or empty."""
    return os.environ.get(name) or otherwise


def refuse_bad_values() -> None:
    """Raises `Unusable` with every variable whose value nothing can be made of."""
    problems = [
        f"{name}: {complaint(_shown(name), needs, 'Correct the environment.')}"
        for name, (shape, needs) in _SHAPES.items()
        if value_of(name) and not re.fullmatch(shape, value_of(name), re.IGNORECASE)
    ]
    if problems:
        raise Unusable(*problems)


def _shown(name: str) -> str:
    return "a value that is none" if name in _SECRET else f"'{value_of(name)[:60]}'"
