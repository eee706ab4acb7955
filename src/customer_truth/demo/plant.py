"""What a plant is: one kind of defect, declared.

Each planted record is one row of a raw table, in a customer that no other plant touches:

    - table: route_planner.orders
      where: t.status = 'delivered'
      records: 3
      set: {customer_rating: "1"}
      finds:
        - key: "'route_planner:' || t.order_id"

`set` changes the row `t`, `duplicate: true` adds a copy with what is set, `insert: system.table`
adds a row to that table with nothing but what is set, `delete: true` takes the row away.

Further rows are changed along under `also`, with `p` for the picked row: rows of its customer, and
rows that are no customer's. Where they belong to several customers, `group` is a query over `t`
that names them; they are all the plant's own then, as its customer is. A plant may then leave the
picked row as it is:

    - table: route_planner.routes              # rows without a customer are picked as themselves
      where: t.static_route is not null
      group: select s._customer from route_planner.planned_stops as s where s.route_id = t.route_id
      records: 3
      also:
        - table: route_planner.planned_stops
          where: t.route_id = p.route_id and t.sequence <= 2
          insert: route_planner.service_exceptions
          set: {exception_id: "'X' || t.planned_stop_id", site_id: t.site_id, kind: "'first_stop'"}
      finds:
        - key: "'route_planner:' || t.route_id"

Of rows that are no customer's, as many are picked as `records` says, whatever the company's size;
of all others more in a larger company. What delivery reports (spreadsheets.otif_reports) is counted
after the other plants, from the orders as these left them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["set", "duplicate", "insert", "delete", "keep"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to rows of one raw table, or because of them.

    `sets` maps columns to SQL expressions over the row `t` and, in a change that goes along with
    another one, the picked row `p`; a copy gets them, not the row that is copied. `into` is the
    table of a new row.
    """

    system: str
    table: str
    where: str
    sets: Mapping[str, str]
    kind: Kind
    widen: tuple[str, ...]
    into: str = ""

    @property
    def target(self) -> str:
        """The raw table, quoted for SQL."""
        return f'"{self.system}"."{self.table}"'


@dataclass(frozen=True, kw_only=True)
class Finds:
    """A rule that must fail, with SQL for the record key (`keys`: a query that gives several).

    A query of a further rule may give none: what else a defect breaks can depend on the record.
    `mart` is what the rule is about; where that is stays, the key counts them: `<record>#3`.
    """

    rule: str
    mart: str
    key: str
    is_query: bool


@dataclass(frozen=True, kw_only=True)
class Plant:
    """One kind of defect: which records of which customers, what is changed, what finds it.

    `records` is their number in the company of the default size. `group` is a query for the
    customers that belong to a picked row beside its own. Where the plant is part of a story,
    `nights` says how many of its records were damaged on each of the nights, the last one last:
    always the same first ones, so that a smaller number means that records were put right.
    """

    name: str
    records: int
    change: Change
    also: tuple[Change, ...]
    finds: tuple[Finds, ...]
    place: str
    group: str = ""
    nights: tuple[int, ...] = ()
