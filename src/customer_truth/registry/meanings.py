"""What a stage means to the models and the catalogue's rules: a closed vocabulary.

A company names its stages as it likes; `stage_means` in lifecycle_stages.csv says which of these
each one is. A lifecycle that is not listed is the company's own: only its own rules judge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Meaning:
    """One thing that a stage can mean, and how many stages of one day may and must mean it.

    `most` is 1 where a moment must lead to exactly one stage: a system that keeps dates instead of
    stages has no name of its own to map. `least` is 1 where models, not only rules, ask for it.
    """

    says: str
    least: int = 0
    most: int | None = None


MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "opportunity": {
        "opened": Meaning("Somebody with a need agreed to talk"),
        "explored": Meaning("The need is being found out"),
        "offered": Meaning("A priced offer is with the customer"),
        "negotiated": Meaning("Terms are discussed on a drafted contract"),
        "won": Meaning("The customer signed", least=1),
        "lost": Meaning("The customer decided otherwise"),
    },
    "customer_setup": {
        "asked_for": Meaning("Somebody asked to serve a new customer", least=1, most=1),
        "verified": Meaning("What is known of the customer was checked", least=1, most=1),
        "released": Meaning("The customer may be delivered to", least=1, most=1),
        "served": Meaning("The first truck arrived", least=1, most=1),
    },
    "ticket": {
        "unread": Meaning("The customer wrote, and nobody has read it"),
        "worked_on": Meaning("An agent works on it"),
        "awaiting_customer": Meaning("The clock is stopped until the customer answers"),
        "awaiting_others": Meaning("The clock is stopped until somebody outside service answers"),
        "resolved": Meaning("An answer was given that the customer may still refuse", least=1),
        "settled": Meaning("The customer did not come back on the answer"),
    },
    "contract": {
        "written": Meaning("Terms are written down, and nobody is bound"),
        "agreed": Meaning("The customer signed, and finance has not checked yet"),
        "confirmed": Meaning("Finance checked the criteria of a contract", least=1),
        "running": Meaning("The customer may order under it"),
        "expired": Meaning("Its last day is over"),
        "cancelled": Meaning("One side ended it early"),
    },
    "revenue": {
        "expected": Meaning("It is expected from a deal that is not signed"),
        "promised": Meaning("A signed contract promises it"),
        "invoiced": Meaning("An invoice asks the customer for it"),
        "earned": Meaning("Control passed to the customer"),
        "taken_back": Meaning("It was reversed", least=1),
    },
    "lead": {
        "arrived": Meaning("Somebody showed interest"),
        "handed_over": Meaning("It meets the definition of a qualified lead; sales has to answer"),
        "taken_over": Meaning("One person in sales answers for it", least=1, most=1),
        "became_deal": Meaning("It became a deal of a customer", least=1),
        "given_back": Meaning("Sales gave it back to marketing", least=1),
        "ruled_out": Meaning("It will never be a customer"),
    },
    "olist_seller": {
        "interested": Meaning("A shop asked to sell", least=1, most=1),
        "signed_up": Meaning("It signed", least=1, most=1),
        "findable": Meaning("Buyers can find it", least=1, most=1),
        "selling": Meaning("The first order came", least=1, most=1),
        "rated": Meaning("A buyer said how it was", least=1, most=1),
    },
}
