"""The demo company on Spark: verdicts, counts, tables and pages are those of DuckDB."""

from __future__ import annotations

from tests.conftest import NightHome, truth
from tests.spark.nights import SparkNight, differences
from tests.two_nights import known_of_marts, look_ups, outcomes, pages


def test_every_rule_comes_to_the_same_verdict_and_counts_on_the_cluster(
    demo_night: NightHome, spark_night: SparkNight
) -> None:
    assert outcomes(spark_night.run) == outcomes(demo_night.run)
    assert spark_night.run["counts"] == demo_night.run["counts"]
    assert spark_night.code == demo_night.ended.code


def test_every_table_says_the_same_row_by_row(
    demo_night: NightHome, spark_night: SparkNight
) -> None:
    assert spark_night.code in (0, 1)
    assert differences(demo_night.home) == {}


def test_the_lineage_of_every_mart_is_the_same(
    demo_night: NightHome, spark_night: SparkNight
) -> None:
    here = known_of_marts(demo_night.home, "duckdb")
    assert known_of_marts(spark_night.home, "spark") == here


def test_every_page_says_the_same(demo_night: NightHome, spark_night: SparkNight) -> None:
    assert pages(spark_night.home / "site", "spark") == pages(demo_night.home / "site", "duckdb")


def test_every_look_up_answers_the_same(demo_night: NightHome, spark_night: SparkNight) -> None:
    assert look_ups(spark_night.home, "spark") == look_ups(demo_night.home, "duckdb")


def test_every_planted_defect_is_found_on_the_cluster_and_nothing_else(
    spark_night: SparkNight,
) -> None:
    ended = truth("demo", "--check", "--target", "spark", home=spark_night.home)
    assert ended.code == 0, ended.out
    assert "recall 100.0%, false alarms 0" in ended.out
