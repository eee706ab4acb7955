"""All rules of one mart, evaluated on the engine where it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from great_expectations import __version__ as gx_version
from great_expectations.core import ExpectationSuiteValidationResult, RunIdentifier
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.validator.validation_statistics import calc_validation_statistics

from customer_truth.errors import Unusable
from customer_truth.expectations.criterion import ExpectRecordsToMeetCriterion
from customer_truth.expectations.datasource import data_source, rows_where
from customer_truth.expectations.failing_keys import FailingKeys, Records, Written
from customer_truth.expectations.judged import Criterion, Outcome, Waiver
from customer_truth.expectations.native import (
    UnsoundError,
    expectation_of,
    outcome_of,
    says_nothing,
)
from customer_truth.expectations.widened import widened
from customer_truth.machine.trouble import words_of

_COUNTS = {
    "records",
    "failing",
    "waived",
    "element_count",
    "missing_count",
    "missing_percent",
    "unexpected_count",
    "unexpected_percent",
    "unexpected_percent_total",
    "unexpected_percent_nonmissing",
}
# Great Expectations answers two of these on one column with what the first was asked for.
_ALONE = {
    "expect_column_quantile_values_to_be_between",
    "expect_column_kl_divergence_to_be_less_than",
}
_RESULT_FORMAT = {
    "result_format": "BASIC",
    "partial_unexpected_count": 0,
    "exclude_unexpected_values": True,
}


def evaluate_mart(
    context: Any,
    url: str,
    schema: str,
    mart: str,
    key: str,
    customer: str | None,
    value: str | None,
    criteria: Sequence[Criterion],
    waivers: Iterable[Waiver],
    *,
    store_schema: str,
) -> tuple[list[Outcome], list[ExpectationSuiteValidationResult]]:
    """Evaluates every rule of a mart; outcomes stand in the order of `criteria`.

    The keys of failing records are in `store_schema.failing_keys` afterwards, waived ones marked.
    """
    if not criteria:
        raise Unusable(
            f"{mart}: has no rules to evaluate, needs at least one. Write one, or drop the suite."
        )
    of_mart = Records(schema, mart, key, customer, value)
    waived = list(waivers)
    with data_source(context, url) as source:
        engine = source.get_execution_engine().engine
        evaluation = _Evaluation(context, source)
        keys = FailingKeys(engine, store_schema, of_mart, waived)
        keys.forget([c.rule.id for c in criteria])
        evaluation.of_expectations([c for c in criteria if c.must is None], keys)
        with widened(engine, store_schema, of_mart, criteria) as records:
            keys = FailingKeys(engine, store_schema, records, waived)
            evaluation.of_criteria([c for c in criteria if c.must is not None], keys)
    outcomes = {outcome.rule_id: outcome for outcome in evaluation.outcomes}
    return [outcomes[c.rule.id] for c in criteria], [evaluation.as_gx_result(of_mart)]


class _Evaluation:
    """What has been found so far about the rules of one mart."""

    def __init__(self, context: Any, source: Any) -> None:
        self.context = context
        self.source = source
        self.outcomes: list[Outcome] = []
        self.results: list[ExpectationValidationResult] = []
        self.meta: dict[str, Any] = {}

    def of_criteria(self, criteria: Sequence[Criterion], keys: FailingKeys) -> None:
        """Has the failing keys written, then counts them all in one SELECT."""
        if not criteria:
            return
        written = keys.write_criteria(criteria)
        expectations = [
            _criterion_expectation(c, written[c.rule.id], str(keys.table.schema)) for c in criteria
        ]
        _, found = self._validate(keys.records, "true", expectations)
        for criterion in criteria:
            rule_id = criterion.rule.id
            result = found[rule_id]
            error = written[rule_id].error or _error(result)
            if error:
                self.outcomes.append(Outcome(rule_id, 0, 0, 0, error))
            else:
                self.outcomes.append(Outcome(rule_id, **result.result))

    def of_expectations(self, criteria: Sequence[Criterion], keys: FailingKeys) -> None:
        """Validates the rules that apply to the same records together."""
        alike: dict[tuple[str, str], list[Criterion]] = defaultdict(list)
        for criterion in criteria:
            alone = (criterion.rule.expect or {}).get("type") in _ALONE
            alike[criterion.activation, criterion.rule.id if alone else ""].append(criterion)
        for (activation, _), group in alike.items():
            self._of_group(activation, group, keys)

    def _of_group(self, activation: str, group: Sequence[Criterion], keys: FailingKeys) -> None:
        expectations = []
        dialect = keys.engine.dialect.name
        for criterion in group:
            try:
                expectations.append(expectation_of(criterion, _told(criterion), dialect))
            except UnsoundError as unsound:
                self._errored(criterion, str(unsound), keys.records)
        if not expectations:
            return
        validator, found = self._validate(keys.records, activation, expectations)
        for criterion in group:
            result = found.get(criterion.rule.id)
            if result is None:
                continue
            if says_nothing(criterion, keys):
                result.exception_info = {}
                self.outcomes.append(Outcome(criterion.rule.id, 0, 0, 0))
            elif error := _error(result):
                self.outcomes.append(Outcome(criterion.rule.id, 0, 0, 0, error))
            else:
                self.outcomes.append(outcome_of(criterion, result, validator, keys))

    def _errored(self, criterion: Criterion, error: str, records: Records) -> None:
        self.outcomes.append(Outcome(criterion.rule.id, 0, 0, 0, error))
        stand_in = _criterion_expectation(criterion, Written(error=error), "")
        self._validate(records, "true", [stand_in])

    def _validate(
        self, records: Records, activation: str, expectations: Sequence[Any]
    ) -> tuple[Any, dict[str, ExpectationValidationResult]]:
        name = f"{records.mart}-{len(self.results)}"
        validator = rows_where(self.context, self.source, records, name, activation)
        found = validator.graph_validate(
            configurations=[expectation.configuration for expectation in expectations],
            runtime_configuration={"result_format": _RESULT_FORMAT, "catch_exceptions": True},
        )
        by_rule = {result.expectation_config.meta["rule_id"]: result for result in found}
        self.results += [by_rule[e.meta["rule_id"]] for e in expectations]
        return validator, by_rule

    def as_gx_result(self, mart: Records) -> ExpectationSuiteValidationResult:
        """The results as Great Expectations keeps them, with counts and without any value."""
        for result in self.results:
            error = _error(result)
            result.result = {k: v for k, v in result.result.items() if k in _COUNTS}
            result.exception_info = {
                "raised_exception": error is not None,
                "exception_message": error,
                "exception_traceback": None if error is None else "",
            }
        statistics = calc_validation_statistics(self.results)
        return ExpectationSuiteValidationResult(
            success=statistics.success,
            results=self.results,
            suite_name=mart.mart,
            statistics={
                "evaluated_expectations": statistics.evaluated_expectations,
                "successful_expectations": statistics.successful_expectations,
                "unsuccessful_expectations": statistics.unsuccessful_expectations,
                "success_percent": statistics.success_percent,
            },
            meta={
                "great_expectations_version": gx_version,
                # Not the schema it is built in, which is another one when the page is read.
                "batch_spec": {"data_asset_name": f"marts.{mart.mart}"},
                "run_id": RunIdentifier(run_name=mart.mart, run_time=datetime.now(UTC)),
            },
        )


def _criterion_expectation(criterion: Criterion, written: Written, store_schema: str) -> Any:
    rule = criterion.rule
    return ExpectRecordsToMeetCriterion(
        rule_id=rule.id,
        definition=rule.definition,
        activation=criterion.activation,
        must=criterion.must or "",
        store_schema=store_schema,
        tolerance=rule.tolerance,
        error=written.error,
        **_told(criterion),
    )


def _told(criterion: Criterion) -> dict[str, Any]:
    """What rides on every expectation: who answers for it, why it matters, how to put it right."""
    rule = criterion.rule
    meta = {
        "rule_id": rule.id,
        "title": rule.title,
        "owner": rule.owner,
        "person": criterion.person,
        "why": rule.why,
        "fix": rule.fix,
        "definition": rule.definition,
        "reference": rule.reference,
    }
    return {"severity": rule.severity.value, "notes": [rule.why, rule.fix], "meta": meta}


def _error(result: ExpectationValidationResult) -> str | None:
    """Why an expectation was not evaluated; a result without counts was not evaluated either."""
    config: Any = result.expectation_config
    if known := config.kwargs.get("error"):
        return str(known)
    info = result.exception_info or {}
    raised = [info] if "raised_exception" in info else list(info.values())
    for one in raised:
        if one.get("raised_exception"):
            return words_of(RuntimeError(one.get("exception_message") or "unknown error"))
    return None
