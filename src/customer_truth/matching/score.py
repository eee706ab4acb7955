"""Scores records on an engine: candidates, weights, and which fields spoke for a pair.

The table `records` holds `record_id`, `customer_id` and the model's columns, all text in normal
form, NULL where unknown. The same rows in any order give the same `scored_pairs`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from customer_truth.matching.crowds import leave_out_crowds
from customer_truth.matching.model import Comparison, Model
from customer_truth.matching.splink_model import ID, answer_number, open_linker, silence
from customer_truth.sql.text import quoted

if TYPE_CHECKING:
    from customer_truth.warehouse.matching_engine import MatchingEngine

SCORED_COLUMNS = (
    *("record_id_a", "record_id_b", "match_weight", "match_probability"),
    *("agreed_on", "differs_on", "unknown_on"),
)
_PLACES = 4


@dataclass(frozen=True)
class Scored:
    """How many records there were, pairs compared, and pairs of customers suspected."""

    records: int
    candidates: int
    suspected: int


@dataclass(frozen=True)
class Answer:
    """What one field said of a pair, and the bits that it weighs."""

    field: str
    words: str
    weight: float


@dataclass(frozen=True)
class Explanation:
    """Where a pair's match weight comes from: the prior and every field, the weightiest first."""

    weight: float
    prior: float
    least_weight: float
    answers: Sequence[Answer]


def score(engine: MatchingEngine, model: Model) -> Scored:
    """Leaves the tables `scored_pairs`, the best pair of every two customers that look like one,
    and `crowds`, the groups of alike records that are too many to be compared.
    """
    records = _count(engine, "records")
    prepare(engine, model)
    leave_out_crowds(engine, model)
    engine.run(_keyed(engine, model))
    engine.run(_compared(model))
    candidates = 0
    if _count(engine, "compared"):
        candidates = _score_candidates(engine, model)
    else:
        engine.run(_NO_PAIRS)
    return Scored(records, candidates, _count(engine, "scored_pairs"))


def explain(engine: MatchingEngine, model: Model, record: str, other: str) -> Explanation:
    """What each field says of one pair of `records`."""
    prepare(engine, model)
    engine.run(
        "create or replace table explained as select * from comparable "
        f"where record_id in ({quoted(record)}, {quoted(other)})"
    )
    with silence(), engine.comparing():
        linker = open_linker(engine, "explained", model, ["1 = 1"])
        predicted = linker.inference.predict().as_record_list()
    [pair] = predicted
    answers = [_answer(comparison, pair) for comparison in model.comparisons]
    answers.sort(key=lambda answer: -abs(answer.weight))
    prior = math.log2(model.prior / (1 - model.prior))
    return Explanation(pair["match_weight"], prior, model.least_weight, answers)


def prepare(engine: MatchingEngine, model: Model) -> None:
    """Makes `comparable` of `records`, and counts how common values are."""
    engine.run(_comparable(engine, model))
    _count_frequencies(engine, model)


def _count_frequencies(engine: MatchingEngine, model: Model) -> None:
    """Tables `frequency_<column>`: the share of customers, but for itself, that carry a value."""
    for comparison in model.comparisons:
        if not comparison.common_among:
            continue
        column = comparison.column
        engine.run(
            f"create or replace table frequency_{column} as "
            f"select {column}, greatest(count(distinct customer_id) - 1, 1) / greatest("
            f"(select count(distinct customer_id) from records), {comparison.common_among})::double"
            f" as tf_{column} from records where {column} is not null group by {column}"
        )


def _comparable(engine: MatchingEngine, model: Model) -> str:
    """The records, told apart; a value that identifies is unknown where too many share it."""
    identifying = list(dict.fromkeys(c.column for c in model.comparisons if c.identifies))
    columns = [
        f"case when shared_{column}.{column} is null then records.{column} end as {column}"
        if column in identifying
        else f"records.{column}"
        for column in model.columns
    ]
    joins = [
        f"left join (select {column} from records where {column} is not null "
        f"group by {column} having count(*) > {model.most_sharing}) as shared_{column} "
        f"using ({column})"
        for column in identifying
    ]
    return (
        "create or replace table comparable as "
        f"select {engine.told_apart_by} as {ID}, record_id, "
        f"coalesce(customer_id, record_id) as customer_id, {', '.join(columns)} "
        f"from records {' '.join(joins)}"
    )


def _keyed(engine: MatchingEngine, model: Model) -> str:
    keys = [
        f"case when {' and '.join(f'{field.column} is not null' for field in block.keys)} "
        f"then {engine.hash_function}({', '.join(field.value() for field in block.keys)}) end "
        f"as block_{at}"
        for at, block in enumerate(model.block_on)
    ]
    return (
        "create or replace table keyed as "
        f"select {', '.join([ID, 'customer_id', *keys])} from comparable"
    )


def _compared(model: Model) -> str:
    """Records that share a key with another customer, and no key with too many records."""
    blocks = [f"block_{at}" for at, _ in enumerate(model.block_on)]
    joins = [
        f"left join (select {block} from keyed where {block} is not null group by {block} "
        f"having count(*) <= {model.most_sharing} and min(customer_id) <> max(customer_id)) "
        f"as good_{block} on good_{block}.{block} = keyed.{block}"
        for block in blocks
    ]
    kept = [f"good_{block}.{block}" for block in blocks]
    return (
        "create or replace table compared as "
        f"select comparable.*, {', '.join(kept)} from keyed {' '.join(joins)} "
        f"join comparable using ({ID}) where coalesce({', '.join(kept)}) is not null"
    )


def _score_candidates(engine: MatchingEngine, model: Model) -> int:
    blocking = [
        " and ".join(
            [
                f"l.block_{at} = r.block_{at} and l.customer_id <> r.customer_id",
                *(
                    f"coalesce({field.value('l.')} = {field.value('r.')}, true)"
                    for field in block.fields
                    if field.may_lack
                ),
            ]
        )
        for at, block in enumerate(model.block_on)
    ]
    with silence(), engine.comparing():
        linker = open_linker(engine, "compared", model, blocking)
        candidates = linker.inference.compute_blocked_pairs_for_predict()
        predicted = linker.inference.predict(threshold_match_weight=model.least_weight)
    engine.run(_best_pairs(model, predicted.physical_name))
    engine.run(_with_answers(model.comparisons))
    return _count(engine, candidates.physical_name)


def _best_pairs(model: Model, predicted: str) -> str:
    """One pair of records of every two customers: the heaviest, then the first by its ids."""
    answers = [
        f"gamma_{one.field}, {_weight(one)} as weight_{one.field}" for one in model.comparisons
    ]
    return f"""
        create or replace table best_pairs as
        with pairs as (
            select
                a.record_id as record_id_a,
                b.record_id as record_id_b,
                least(a.customer_id, b.customer_id) as customer_id,
                greatest(a.customer_id, b.customer_id) as other_customer_id,
                round(predicted.match_weight, {_PLACES}) as match_weight,
                round(predicted.match_probability, {_PLACES}) as match_probability,
                {", ".join(answers)}
            from {predicted} as predicted
            join compared as a on a.{ID} = predicted.{ID}_l
            join compared as b on b.{ID} = predicted.{ID}_r
            where {_holds(model)}
        )

        select * from pairs
        qualify row_number() over (
            partition by customer_id, other_customer_id
            order by match_weight desc, record_id_a, record_id_b
        ) = 1
    """


def _holds(model: Model) -> str:
    """No field is different that may only be so where certain others are equal."""
    equal = {
        comparison.field: answer_number(comparison, level)
        for comparison in model.comparisons
        for level in comparison.levels
        if level.words == "equal"
    }
    conditions = [
        " or ".join(
            [
                f"gamma_{comparison.field} <> 0",
                *(f"gamma_{other} = {equal[other]}" for other in comparison.unless_equal),
            ]
        )
        for comparison in model.comparisons
        if comparison.unless_equal
    ]
    return " and ".join(f"({condition})" for condition in conditions) or "true"


def _with_answers(comparisons: Sequence[Comparison]) -> str:
    """The pairs with the fields of each answer, the weightiest first, then in the model's order."""
    facts = " union all ".join(_fact(at, one) for at, one in enumerate(comparisons))
    told = ", ".join(
        f"string_agg(case when answer = '{answer}' then field end, ', ' order by weight, place) "
        f"as {name}"
        for answer, name in (
            ("agreed", "agreed_on"),
            ("differs", "differs_on"),
            ("unknown", "unknown_on"),
        )
    )
    return f"""
        create or replace table scored_pairs as
        with facts as ({facts}),

        told as (select record_id_a, record_id_b, {told} from facts group by all)

        select {", ".join(SCORED_COLUMNS)}
        from best_pairs join told using (record_id_a, record_id_b)
        order by record_id_a, record_id_b
    """


def _fact(at: int, comparison: Comparison) -> str:
    """What a field said of each pair."""
    agreeing = [
        str(answer_number(comparison, level)) for level in comparison.levels if level.weight > 0
    ]
    answer, weight = f"gamma_{comparison.field}", f"weight_{comparison.field}"
    return (
        f"select record_id_a, record_id_b, {at} as place, '{comparison.field}' as field, "
        f"case when {answer} = -1 then {-comparison.heaviest} else -abs({weight}) end as weight, "
        f"case when {answer} = -1 then 'unknown' "
        f"when {answer} in ({', '.join(agreeing)}) then 'agreed' else 'differs' end as answer "
        "from best_pairs"
    )


def _weight(comparison: Comparison) -> str:
    """Splink's columns with what a field weighs for a pair."""
    frequency = f" + mw_tf_adj_{comparison.field}" if comparison.common_among else ""
    return f"mw_{comparison.field}{frequency}"


def _answer(comparison: Comparison, pair: Mapping[str, Any]) -> Answer:
    number = pair[f"gamma_{comparison.field}"]
    weight = pair[f"mw_{comparison.field}"] + pair.get(f"mw_tf_adj_{comparison.field}", 0.0)
    words = {answer_number(comparison, level): level.words for level in comparison.levels}
    return Answer(comparison.field, words.get(number, "unknown"), weight)


_NO_PAIRS = """
    create or replace table scored_pairs (
        record_id_a text, record_id_b text, match_weight double, match_probability double,
        agreed_on text, differs_on text, unknown_on text
    )
"""


def _count(engine: MatchingEngine, table: str) -> int:
    [(counted,)] = engine.run(f'select count(*) from "{table}"')
    return int(counted)
