"""Where the cluster is comes from the environment; its token is told to nobody else."""

from __future__ import annotations

import pytest
from pyspark.sql.connect.client import DefaultChannelBuilder
from sqlalchemy import make_url

from customer_truth.errors import Unusable
from customer_truth.machine.environment import refuse_bad_values
from customer_truth.warehouse.spark_settings import (
    Settings,
    canonical,
    read_settings,
    remote_of,
    secrets_in,
)

TOKEN = "s3/cr=t%@x"
REMOTE = "sc://spark.example.com:443/;use_ssl=true;token=s3/cr=t%25@x"


@pytest.mark.parametrize(
    ("remote", "again"),
    [
        ("sc://localhost", "sc://localhost:15002"),
        ("sc://localhost:7077/", "sc://localhost:7077"),
        ("sc://10.0.0.7:15002/;user_id=me", "sc://10.0.0.7:15002/;user_id=me"),
        ("sc://[::1]:15002", "sc://[::1]:15002"),
    ],
)
def test_an_address_outlives_the_way_through_a_url(remote: str, again: str) -> None:
    url = Settings(remote, "lake", "delta").url("somewhere_work")
    own = {"catalog": "lake", "file_format": "delta", "passing": "somewhere_work"}
    assert remote_of(make_url(url)) == (again, own)


def test_a_token_is_a_password_in_the_url_and_stands_in_no_words() -> None:
    settings = Settings(REMOTE, "", "parquet")
    url = make_url(settings.url())
    assert url.password == TOKEN
    assert TOKEN not in repr(url)
    assert TOKEN not in f"{settings} {settings!r} {settings.title}"
    assert remote_of(url)[0] == (
        "sc://spark.example.com:443/;use_ssl=true;token=s3%2Fcr%3Dt%25%40x"
    )


@pytest.mark.parametrize("remote", [REMOTE, canonical(REMOTE)])
def test_an_address_is_the_same_whichever_way_it_comes(
    monkeypatch: pytest.MonkeyPatch, remote: str
) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_SPARK_REMOTE", remote)
    settings = read_settings()
    assert settings.remote == remote_of(make_url(settings.url()))[0] == canonical(REMOTE)
    assert DefaultChannelBuilder(settings.remote).token == TOKEN


def test_a_token_is_a_secret_as_it_is_and_as_it_is_written() -> None:
    assert secrets_in(f"{REMOTE};user_id=me") == [TOKEN, "s3%2Fcr%3Dt%25%40x"]
    assert secrets_in("sc://localhost") == []


def test_what_is_not_said_goes_without_saying(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REMOTE", "CATALOG", "FILE_FORMAT"):
        monkeypatch.setenv(f"CUSTOMER_TRUTH_SPARK_{name}", "")
    settings = read_settings()
    assert (settings.title, settings.file_format) == ("sc://localhost:15002", "parquet")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE", "http://localhost:15002"),
        ("REMOTE", "sc://localhost:15002;token=abc"),
        ("CATALOG", "a-b"),
        ("FILE_FORMAT", "csv"),
    ],
)
def test_a_value_that_nothing_can_be_made_of_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"CUSTOMER_TRUTH_SPARK_{name}", value)
    with pytest.raises(Unusable, match=f"CUSTOMER_TRUTH_SPARK_{name}") as refused:
        refuse_bad_values()
    assert "abc" not in str(refused.value)


def test_an_address_with_parameters_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUSTOMER_TRUTH_SPARK_REMOTE", REMOTE)
    refuse_bad_values()
