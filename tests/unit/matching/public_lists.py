"""Lists of the kinds that are public, made up with their truth.

Restaurants have no postal code and no country, agencies one address for many, companies their legal
forms and branches. `entity` is the truth.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

import duckdb

from customer_truth.identifiers import phone
from customer_truth.warehouse.local_matching import LocalMatching
from tests.sql_of import sql_of


def _words(text: str) -> list[str]:
    return text.split()


FIRST = _words(
    "golden blue old silver green red quiet royal lucky happy grand little white iron sunny "
)
SECOND = _words(
    "otter harvest lantern anchor olive sparrow mill garden harbor oak dragon rose bell fox "
)
KIND = _words("grill cafe bistro kitchen diner tavern deli trattoria brasserie steakhouse noodles ")
STREETS = _words(
    "Main Oak Park Ventura Sunset Broad Pine Cedar Lake Hill Market Church Canal Grove "
)
WAYS = (("Street", "St."), ("Avenue", "Ave"), ("Boulevard", "Blvd."), ("Road", "Rd"))
CITIES = ("New York", "Los Angeles", "Studio City", "Atlanta", "San Francisco", "Chicago", "Boston")
AREAS = ("212", "310", "818", "404", "415", "312", "617")
COLUMNS = ("name", "street", "city", "postal_code", "country", "phone", "domain", "tax_id")


class Listed(NamedTuple):
    """A record of a list; an empty field is one that the list lacks."""

    entity: str
    name: str
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""
    domain: str = ""
    tax_id: str = ""


class Judged(NamedTuple):
    """Pairs that are one entity, pairs that were suspected, and those that are both."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true


def restaurants(seed: int = 1, size: int = 400) -> list[Listed]:
    """Two guides: other spellings, `between` streets, telephones as 212/555-0123."""
    rng = random.Random(seed)
    listed = []
    for at in range(size):
        name = f"{rng.choice(FIRST)} {rng.choice(SECOND)} {rng.choice(KIND)}".title()
        place = rng.randrange(len(CITIES))
        number, street, way = rng.randint(1, 9999), rng.choice(STREETS), rng.choice(WAYS)
        local = f"{rng.randint(200, 999)}", f"{rng.randint(0, 9999):04}"
        one = Listed(
            str(at),
            name,
            f"{number} {street} {way[0]}",
            CITIES[place],
            phone=f"{AREAS[place]}/{local[0]}-{local[1]}",
        )
        listed.append(one)
        if rng.random() < 0.3:
            between = rng.choice(["", " between 57th and 58th Sts.", " near Broadway"])
            listed.append(
                one._replace(
                    name=rng.choice([name, name.replace("Cafe", "Café"), f"{name} Restaurant"]),
                    street=f"{number} {street} {way[1]}{between}",
                    city=rng.choice([one.city, one.city, f"{one.city} City"]),
                    phone=rng.choice(
                        [f"{AREAS[place]}-{local[0]}-{local[1]}", f"{local[0]}-{local[1]}", ""]
                    ),
                )
            )
    return listed + list(_chains(rng))


def _chains(rng: random.Random) -> Iterator[Listed]:
    """One name in every town, some on a street of one name: each is a restaurant of its own."""
    for chain in range(25):
        name = f"{rng.choice(FIRST)} {rng.choice(SECOND)} Burger {chain}".title()
        for at, city in enumerate(CITIES):
            local = f"{rng.randint(200, 999)}-{rng.randint(0, 9999):04}"
            street = f"{rng.choice([1, 1, rng.randint(2, 999)])} Main Street"
            yield Listed(f"chain {chain}/{at}", name, street, city, phone=f"{AREAS[at]}-{local}")


def agencies(seed: int = 2, size: int = 120) -> list[Listed]:
    """Several agencies of one building, organisations with several programs, and listings twice."""
    rng = random.Random(seed)
    listed = []
    for at in range(size):
        street = f"{rng.randint(1, 999)} {rng.choice(STREETS)} {rng.choice(WAYS)[0]}"
        city, postal = rng.choice(CITIES), f"{rng.randint(10000, 99999)}"
        switchboard = f"({rng.choice(AREAS)}) {rng.randint(200, 999)}-{rng.randint(0, 9999):04}"
        for tenant in range(rng.randint(1, 4)):
            works = f"{rng.choice(FIRST)} {rng.choice(SECOND)} {rng.choice(['aid', 'trust'])}"
            for program in rng.sample(["food pantry", "shelter", "clinic", "tutoring"], 2):
                one = Listed(
                    f"{at}/{tenant}",
                    f"{works} - {program}".title(),
                    street,
                    city,
                    postal,
                    "US",
                    switchboard if tenant < 2 else "",
                )
                listed.append(one)
                if rng.random() < 0.2:
                    listed.append(
                        one._replace(
                            street=street.replace("Street", "St").replace("Avenue", "Ave."),
                            postal_code=rng.choice([postal, ""]),
                            phone=rng.choice([one.phone, one.phone[6:], ""]),
                        )
                    )
    return listed


def companies(seed: int = 3, size: int = 300) -> list[Listed]:
    """Legal forms, a brand for a company, and branches with one name, domain and head office."""
    rng = random.Random(seed)
    listed = []
    for at in range(size):
        name = f"{rng.choice(FIRST)} {rng.choice(SECOND)} {rng.choice(['foods', 'trading'])} {at}"
        number, street = rng.randint(1, 299), rng.choice(STREETS)
        city, postal = rng.choice(CITIES), f"{rng.randint(10000, 99999)}"
        local = f"{rng.randint(200, 999)}-{rng.randint(0, 9999):04}"
        area = rng.choice(AREAS)
        one = Listed(
            str(at),
            f"{name} {rng.choice(['Inc.', 'LLC', 'Corp.'])}".title(),
            f"{number} {street} Road",
            city,
            postal,
            "US",
            f"{area}-{local}",
            f"c{at}.example",
        )
        listed.append(one)
        if rng.random() < 0.3:
            listed.append(
                one._replace(
                    name=f"{name} {rng.choice(['', 'Ltd', 'Company'])}".title().strip(),
                    street=f"{number} {street} Rd.",
                    postal_code=rng.choice(["", postal]),
                    phone=rng.choice([local, f"+1 {area} {local}", ""]),
                    domain=rng.choice(["", one.domain]),
                )
            )
    for chain in range(15):
        for at, city in enumerate(CITIES):
            listed.append(
                Listed(
                    f"branch {chain}/{at}",
                    f"{FIRST[chain % 15]} {SECOND[chain % 14]} logistics {chain}".title(),
                    f"{rng.choice([1, rng.randint(2, 999)])} Main Street",
                    city,
                    rng.choice([f"{at}{chain:04}", ""]),
                    "US",
                    f"{AREAS[at]}-{rng.randint(200, 999)}-{rng.randint(0, 9999):04}",
                )
            )
    return listed


def load(connection: duckdb.DuckDBPyConnection, listed: list[Listed]) -> None:
    """The table `records` as a night would compare them."""
    connection.execute("create or replace table raw (record_id text, value text, problem text)")
    connection.execute(f"create or replace table typed (record_id text, {_texts(COLUMNS)})")
    for at, one in enumerate(listed):
        typed = [text or None for text in one[1:]]
        connection.execute(f"insert into typed values ({'?, ' * 8}?)", [f"r{at:05}", *typed])
        read = phone.read(one.phone, one.country) if one.phone else (None, None)
        connection.execute("insert into raw values (?, ?, ?)", [f"r{at:05}", *read])
    keys = sql_of(
        "{{ name_key('name') }} as name_key, tax_id, "
        "coalesce(value, {{ local_number('phone', 'problem') }}) as phone, domain, "
        "{{ street_key('street') }} as street_key, {{ postal_key('postal_code') }} as postal_code, "
        "{{ city_key('city') }} as city_key, country"
    )
    connection.execute(
        "create or replace table records as select record_id, record_id as customer_id, "
        f"{keys} from typed join raw using (record_id)"
    )


def _texts(names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} text" for name in names)


def judged(listed: list[Listed], score: Callable[[LocalMatching], object]) -> Judged:
    """What a scoring of the list finds, held against its truth."""
    entities = {f"r{at:05}": one.entity for at, one in enumerate(listed)}
    with duckdb.connect() as connection:
        load(connection, listed)
        score(LocalMatching(connection))
        found = connection.execute("select record_id_a, record_id_b from scored_pairs").fetchall()
    ids: dict[str, list[str]] = {}
    for record, entity in entities.items():
        ids.setdefault(entity, []).append(record)
    true = sum(len(list(combinations(members, 2))) for members in ids.values())
    right = sum(entities[a] == entities[b] for a, b in found)
    return Judged(true, len(found), right)
