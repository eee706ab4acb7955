"""Keeps which customer each record stands for, and every change of it, for the nights to come."""

from __future__ import annotations

from sqlalchemy import Connection

from customer_truth.quality.tables import customer_id_changes

# A record that is gone keeps its last customer, and gets it back when it returns.
_CHANGED = """
update {quality}.customer_ids set customer_id = c.customer_id, since = c.matched_since
from {marts}.customer_crosswalk as c
where customer_ids.record_id = c.crosswalk_id and customer_ids.customer_id <> c.customer_id
"""

_NEW = """
insert into {quality}.customer_ids (record_id, customer_id, since)
select c.crosswalk_id, c.customer_id, c.matched_since
from {marts}.customer_crosswalk as c
left join {quality}.customer_ids as k on c.crosswalk_id = k.record_id
where c.customer_id is not null and k.record_id is null
"""

_LOGGED = """
insert into {quality}.customer_id_changes ({columns})
select {columns} from {marts}.customer_id_changes
where change_id not in (select change_id from {quality}.customer_id_changes)
"""


def keep_identity(connection: Connection, marts: str, quality: str) -> None:
    """Brings the kept ids and their changes to the state of the marts of this night."""
    columns = ", ".join(customer_id_changes.columns.keys())
    for statement in (_CHANGED, _NEW, _LOGGED):
        connection.exec_driver_sql(statement.format(quality=quality, marts=marts, columns=columns))
