"""dbt on Spark by Spark Connect: dbt-spark's adapter over this package's own driver."""

from dbt.adapters.base import AdapterPlugin

from dbt.adapters.truthspark.connections import TruthSparkCredentials
from dbt.adapters.truthspark.impl import TruthSparkAdapter
from dbt.include import truthspark

Plugin = AdapterPlugin(
    adapter=TruthSparkAdapter,  # type: ignore[arg-type]
    credentials=TruthSparkCredentials,
    include_path=truthspark.PACKAGE_PATH,
    dependencies=["spark"],
)
