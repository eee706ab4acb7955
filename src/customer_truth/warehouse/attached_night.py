"""A plugin of dbt-duckdb: shows dbt the last night's warehouse as `night`, where a gate names it.

A gate's `attach` in a profile of its own would do the same, and dbt would parse the whole project
again: it takes another profile for another project.
"""

from __future__ import annotations

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from customer_truth.machine.environment import NIGHT, value_of
from customer_truth.sql.text import quoted


class Plugin(BasePlugin):
    """What `plugins: [{module: customer_truth.warehouse.attached_night}]` loads."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Attaches the file that the environment names; without one, there is nothing to show."""
        if night := value_of(NIGHT):
            conn.execute(f"attach {quoted(night)} as night (read_only)")
