"""One night of the demo company on the cluster, for all tests of a worker."""

from __future__ import annotations

import pytest

from tests.spark.nights import SparkNight, spark_night_of


@pytest.fixture(scope="session")
def spark_night(tmp_path_factory: pytest.TempPathFactory) -> SparkNight:
    return spark_night_of(tmp_path_factory.mktemp("spark"), "--all-defects")
