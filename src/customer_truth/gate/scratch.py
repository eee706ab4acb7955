"""A folder for the work of one gate."""

from __future__ import annotations

import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

from customer_truth.machine.swept import swept_folder

_PREFIX = "customer-truth-gate-"


def scratch_folder() -> AbstractContextManager[Path]:
    """A folder that is gone afterwards; what a killed gate left behind is swept first."""
    return swept_folder(Path(tempfile.gettempdir()), _PREFIX)
