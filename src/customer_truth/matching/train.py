"""Estimates a model's weights from the records alone, by Splink's own methods and a fixed seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from customer_truth.matching.model import Model
from customer_truth.matching.splink_model import ID, open_linker, silence

if TYPE_CHECKING:
    from customer_truth.warehouse.matching_engine import MatchingEngine

_SEED = 1
_PAIRS_FOR_U = 2_000_000
_PAIRS_FOR_M = 2_000_000
_RAREST = 1e-6  # an answer that no pair gave is rare, not impossible


def train(engine: MatchingEngine, model: Model) -> Model:
    """The model with `m` and `u` estimated on the table `records`, which it leaves as it was.

    u comes from pairs drawn at random, m from expectation maximisation, once for each key of
    `train_on`, on the fields that the key does not hold.
    """
    engine.run(
        "create or replace table trained_on as "
        f"select {engine.told_apart_by} as {ID}, * from records"
    )
    with silence(), engine.comparing():
        linker = open_linker(engine, "trained_on", model, ["1 = 1"], frequencies=False)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_PAIRS_FOR_U, seed=_SEED, min_count_per_level=None
        )
        for columns in _keys_with_pairs(engine, model):
            linker.training.estimate_parameters_using_expectation_maximisation(
                " and ".join(f"l.{column} = r.{column}" for column in columns),
                max_pairs=_PAIRS_FOR_M,
                record_sample_proportion=1.0,
            )
        settings = linker.misc.save_model_to_json()
    engine.run("drop table trained_on")
    return _with_weights(model, settings)


def _keys_with_pairs(engine: MatchingEngine, model: Model) -> Iterator[tuple[str, ...]]:
    for columns in model.train_on:
        names = ", ".join(columns)
        known = " and ".join(f"{column} is not null" for column in columns)
        shared = f"select 1 from records where {known} group by {names} having count(*) > 1"
        if engine.run(f"{shared} limit 1"):
            yield columns


def _with_weights(model: Model, settings: dict[str, Any]) -> Model:
    comparisons = []
    for comparison, trained in zip(model.comparisons, settings["comparisons"], strict=True):
        _unknown, *answers = trained["comparison_levels"]
        levels = tuple(
            replace(
                level,
                m=max(answer.get("m_probability", _RAREST), _RAREST),
                u=max(answer.get("u_probability", _RAREST), _RAREST),
            )
            for level, answer in zip(comparison.levels, answers, strict=True)
        )
        comparisons.append(replace(comparison, levels=levels))
    return replace(model, comparisons=tuple(comparisons))
