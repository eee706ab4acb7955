"""The criterion as an expectation of Great Expectations, counted by its own engine.

All criteria of a mart are aggregates over the same rows, so Great Expectations asks for them in
one SELECT. What fails is counted where the engine wrote it, so that counts and keys agree.
"""

from __future__ import annotations

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.compatibility import pydantic
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render.components import (
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
)
from great_expectations.render.renderer.renderer import renderer
from great_expectations.validator.validator import ValidationDependencies

from customer_truth.expectations.failing_keys import failing_counts_table, predicate

RECORDS, COUNTS = "truth.records", "truth.counts"


class NotEvaluatedError(RuntimeError):
    """The rule could not be evaluated."""


class CriterionRecords(TableMetricProvider):
    """How many records the rule applies to."""

    metric_name = RECORDS
    value_keys = ("activation",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls,  # noqa: N805
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        **kwargs: Any,
    ) -> tuple[Any, Any, dict[str, Any]]:
        active = sa.case((predicate(metric_value_kwargs["activation"]), 1), else_=0)
        return sa.func.coalesce(sa.func.sum(active), 0), metric_domain_kwargs, {}


class CriteriaCounts(TableMetricProvider):
    """How many failing records were written for each rule, and how many of them a waiver exempts.

    Read once for all rules: a subquery for each would be planned for each.
    """

    metric_name = COUNTS
    value_keys = ("store_schema",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: Any,
        metric_value_kwargs: Any,
        **kwargs: Any,
    ) -> dict[str, tuple[int, int]]:
        counts = failing_counts_table(metric_value_kwargs["store_schema"]).c
        select = sa.select(counts.rule_id, counts.failing, counts.waived)
        found = execution_engine.execute_query(select).all()
        return {rule_id: (failing, waived) for rule_id, failing, waived in found}


class ExpectRecordsToMeetCriterion(BatchExpectation):
    """Every record where `activation` is true makes `must` true; unknown is not true.

    Its failing keys have been written before. `error` says why they could not be.
    """

    rule_id: str
    definition: str
    activation: str
    must: str
    store_schema: str
    tolerance: float = 0.0
    error: str | None = None

    _configuration: ExpectationConfiguration | None = pydantic.PrivateAttr(None)

    metric_dependencies: ClassVar[tuple[str, ...]] = (RECORDS, COUNTS)
    success_keys: ClassVar[tuple[str, ...]] = (
        "rule_id",
        "activation",
        "must",
        "store_schema",
        "tolerance",
    )

    @property
    def configuration(self) -> ExpectationConfiguration:
        """What was asked for, put together once: it is read some seventy times a rule."""
        if self._configuration is None:
            self._configuration = super().configuration
        return self._configuration

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: Any = None
    ) -> ValidationDependencies:
        """Nothing to count for a rule whose keys could not be written."""
        wanted: ValidationDependencies = super().get_validation_dependencies(
            execution_engine, runtime_configuration
        )
        if self.error:
            for name in self.metric_dependencies:
                wanted.remove_metric_configuration(name)
        return wanted

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: Any = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        if self.error:
            raise NotEvaluatedError(self.error)
        records = int(metrics[RECORDS])
        failing, waived = metrics[COUNTS].get(self.rule_id, (0, 0))
        counted = failing - waived
        return {
            "success": counted <= self.tolerance * records,
            "result": {"records": records, "failing": failing, "waived": waived},
        }

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any]:
        told = (configuration or result.expectation_config).kwargs
        return [
            RenderedStringTemplateContent(
                content_block_type="string_template",
                string_template={
                    "template": "$definition",
                    "params": {"definition": told["definition"]},
                    "styling": {"params": {"definition": {"classes": ["definition"]}}},
                },
            )
        ]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> str:
        found = result.result or {}
        if "failing" not in found:
            return "not evaluated"
        waived = f", {found['waived']:,} of them waived" if found["waived"] else ""
        return f"{found['failing']:,} of {found['records']:,} records fail{waived}"
