"""Spark: where the cluster is, as the environment says it; its token is never shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from sqlalchemy import URL

from customer_truth.machine.environment import SPARK, value_of

_REMOTE = "sc://localhost:15002"
_HOST, _PORT = "localhost", 15002
_TOKEN = "token"
# Parameters that are no secrets; any other may be one, as it is sent to the server as it is.
_TOLD = ("use_ssl", "user_agent", "user_id", "session_id")


@dataclass(frozen=True)
class Settings:
    """A cluster's address, the catalogue in it and the format in which tables are written."""

    remote: str = field(repr=False)
    catalog: str
    file_format: str

    @property
    def title(self) -> str:
        """The address for people."""
        host, port = host_of(self.remote)
        return f"sc://{host}:{port}" + (f"/{self.catalog}" if self.catalog else "")

    def url(self, passing: str = "") -> str:
        """SQLAlchemy's address; tables that pass with a connection are made in `passing`."""
        host, port = host_of(self.remote)
        parameters = _parameters(self.remote)
        token = parameters.pop(_TOKEN, None)
        own = {"catalog": self.catalog, "file_format": self.file_format, "passing": passing}
        address = URL.create(
            "truth_spark",
            username=_TOKEN if token else None,
            password=token,
            host=host,
            port=port,
            query={**{name: value for name, value in own.items() if value}, **parameters},
        )
        return address.render_as_string(hide_password=False)


def read_settings() -> Settings:
    """What the environment says, or what goes without saying."""
    return Settings(
        canonical(value_of(f"{SPARK}REMOTE", _REMOTE)),
        value_of(f"{SPARK}CATALOG"),
        value_of(f"{SPARK}FILE_FORMAT", "parquet"),
    )


def canonical(remote: str) -> str:
    """The address with each value in it quoted, without which Spark's client takes it apart."""
    return _address(*host_of(remote), _parameters(remote))


def secrets_in(remote: str) -> list[str]:
    """What must not be told of an address, as it is and as it is written there."""
    secret = [value for name, value in _parameters(remote).items() if name not in _TOLD]
    return [*secret, *(quote(value, safe="") for value in secret)]


def host_of(remote: str) -> tuple[str, int]:
    """Host and port of an address such as `sc://host:15002/;use_ssl=true`."""
    parts = urlsplit(remote)
    return parts.hostname or _HOST, parts.port or _PORT


def remote_of(url: URL) -> tuple[str, dict[str, str]]:
    """Spark's own address of SQLAlchemy's, and what is said in it to the driver alone."""
    said = {name: str(value) for name, value in url.query.items()}
    own = {name: said.pop(name) for name in ("catalog", "file_format", "passing") if name in said}
    if url.password is not None:
        said[_TOKEN] = str(url.password)
    return _address(url.host or _HOST, url.port or _PORT, said), own


def _address(host: str, port: int, parameters: Mapping[str, str]) -> str:
    said = ";".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())
    place = f"[{host}]" if ":" in host else host
    return f"sc://{place}:{port}" + (f"/;{said}" if said else "")


def _parameters(remote: str) -> dict[str, str]:
    # Everything behind the host is a list of them: sc://host:15002/;token=…;use_ssl=true
    _, _, said = remote.partition("://")[2].partition("/")
    pairs = (part.partition("=") for part in said.split(";"))
    return {name: unquote(value) for name, _, value in pairs if name}
