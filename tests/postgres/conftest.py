"""One night of the demo company on the server, for all tests of a worker."""

from __future__ import annotations

import pytest

from tests.postgres.nights import PostgresNight, postgres_night_of


@pytest.fixture(scope="session")
def postgres_night(tmp_path_factory: pytest.TempPathFactory) -> PostgresNight:
    return postgres_night_of(tmp_path_factory.mktemp("postgres"), "--all-defects")
