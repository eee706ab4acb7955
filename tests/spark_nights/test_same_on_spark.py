"""The demo company on Spark: verdicts, counts, tables and pages are those of DuckDB."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import NightHome, truth
from tests.spark.nights import SparkNight, differences

JUDGED = ("verdict", "reason", "records", "failing", "waived", "new", "resolved")


def test_every_rule_comes_to_the_same_verdict_and_counts_on_the_cluster(
    demo_night: NightHome, spark_night: SparkNight
) -> None:
    on_duckdb = {r["id"]: {k: r[k] for k in JUDGED} for r in demo_night.run["rules"]}
    on_spark = {r["id"]: {k: r[k] for k in JUDGED} for r in spark_night.run["rules"]}
    assert on_spark == on_duckdb
    assert spark_night.run["counts"] == demo_night.run["counts"]
    assert spark_night.code == demo_night.ended.code


def test_every_table_says_the_same_row_by_row(
    demo_night: NightHome, spark_night: SparkNight
) -> None:
    assert spark_night.code in (0, 1)
    assert differences(demo_night.home) == {}


def test_every_page_says_the_same(demo_night: NightHome, spark_night: SparkNight) -> None:
    pages = {}
    for home in (demo_night.home, spark_night.home):
        site = home / "site"
        shared = [site / "windows.html", *sorted((site / "lifecycles").glob("*.html"))]
        pages[home] = [line for path in shared for line in _main_of(path).splitlines()]
    assert pages[spark_night.home] == pages[demo_night.home]


def _main_of(path: Path) -> str:
    return path.read_text("utf-8").split("<main", 1)[1].split("</main>")[0]


def test_every_planted_defect_is_found_on_the_cluster_and_nothing_else(
    spark_night: SparkNight,
) -> None:
    ended = truth("demo", "--check", "--target", "spark", home=spark_night.home)
    assert ended.code == 0, ended.out
    assert "recall 100.0%, false alarms 0" in ended.out
