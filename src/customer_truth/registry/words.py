"""What a system's own word means to the models and the catalogue's rules: a closed vocabulary.

A company words its roles, types and statuses as it likes; `means` in system_words.csv says which of
these each word is. What a vendor fixes for every customer, such as a flag of its API, is no word
of the company and stands in the staging model. Stages have their own vocabulary (`meanings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class WordField:
    """A field of raw records: the systems that have it, and what each of its words can mean.

    `asked` are the columns of marts, as `mart.column`, that hold the meanings. One that is `of_any`
    is read in marts, so that a system of the company's own may have it too.
    """

    says: str
    systems: tuple[str, ...]
    means: Mapping[str, str]
    asked: frozenset[str] = field(default=frozenset())
    of_any: bool = False


WORD_FIELDS: Mapping[str, WordField] = {
    "deal_role": WordField(
        "The role of a contact in a deal",
        ("salesforce", "hubspot"),
        {
            "decides": "Decides on the deal, or on its money",
            "takes_part": "Has a say, and does not decide",
        },
        of_any=True,
    ),
    "task_type": WordField(
        "What a task was",
        ("salesforce",),
        {
            "of_buyer": "The buyer did something, such as answer",
            "of_seller": "The seller did it alone, such as call somebody who was not there",
        },
    ),
    "meeting_outcome": WordField(
        "What came of a meeting",
        ("hubspot",),
        {
            "held": "It took place",
            "not_held": "It did not take place, or not yet",
        },
    ),
    "campaign_type": WordField(
        "What a campaign's e-mails are for",
        ("hubspot",),
        {
            "nurtures": "They nurture contacts that sales is not working",
            "informs": "They inform everybody who may be written to",
        },
    ),
    "lead_state": WordField(
        "What marketing's stage of a contact says about a deal",
        ("hubspot",),
        {
            "no_deal": "Nothing",
            "deal": "There is a deal",
            "won_deal": "A deal was won",
        },
        frozenset({"marketing_contacts.claims"}),
        of_any=True,
    ),
    "forecast_category": WordField(
        "How sure a deal is in the forecast",
        ("salesforce", "hubspot"),
        {
            "Pipeline": "Sales works on it",
            "Best Case": "It can be won in the quarter",
            "Most Likely": "It is more likely to be won than lost",
            "Commit": "Sales answers for it in the quarter",
            "Closed": "It is won",
            "Omitted": "It is not part of the forecast",
        },
    ),
    "channel": WordField(
        "Who or what wrote a message of a ticket",
        ("zendesk",),
        {
            "person": "Somebody wrote or said it",
            "machine": "A trigger or an interface wrote it; it is no answer",
        },
    ),
    "sla_report": WordField(
        "What the service desk reports of a ticket's target",
        ("zendesk",),
        {
            "met": "It was within its target",
            "missed": "It was not",
        },
        frozenset({"tickets.reported_sla"}),
    ),
    "data_request": WordField(
        "What a customer was asked for in a ticket",
        ("zendesk",),
        {
            "tax_id": "A tax id, which the customer's record may hold",
            "phone": "A telephone number, which the customer's record may hold",
            "address": "An address, which the customer's record may hold",
            "delivery_hours": "Hours of delivery, which a delivery window may hold",
            "not_held": "Something that no record of ours holds",
        },
        of_any=True,
    ),
    "order_status": WordField(
        "How far an order is",
        ("route_planner", "olist"),
        {
            "ordered": "It came in",
            "planned": "It is made ready",
            "under_way": "It left for the customer",
            "delivered": "The customer has it",
            "cancelled": "One side took it back",
            "unavailable": "We could not deliver it",
        },
        frozenset({"orders.status"}),
    ),
}


def fields_of(system: str) -> list[str]:
    """The fields of a system whose words the registry has to know."""
    return [name for name, said in WORD_FIELDS.items() if system in said.systems]


def possible_fields(system: str) -> list[str]:
    """The fields that the registry may know words of; a system of one's own has what marts read."""
    return fields_of(system) or [name for name, said in WORD_FIELDS.items() if said.of_any]
