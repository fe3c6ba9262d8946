"""How the cluster is reached, and how an index is spread over it: settings of whoever opens an index, kept in none."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from indexer.errors import EngineUnavailable

PREFIX = "VRAAGBAAK_OPENSEARCH_"


class OpenSearchSettings(BaseSettings):
    """Settings, each read from the environment as VRAAGBAAK_OPENSEARCH_<NAME>. No secret shows in its repr."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    urls: Annotated[tuple[str, ...], NoDecode] = ()
    """Addresses of nodes, separated by spaces or commas. Where one does not answer, the next is asked."""
    user: str | None = None
    password: SecretStr | None = None
    api_key: SecretStr | None = None
    """In place of user and password: the encoded form, as OpenSearch gives it out."""
    ca: Path | None = None
    """A file with the certificates that those of the nodes are checked with, where the system has none for them."""
    verify: bool = True
    """Whether the certificates of the nodes are checked."""
    prefix: str = Field(default="vraagbaak", pattern="^[a-z0-9][a-z0-9_.-]{0,99}$")
    """The name of the alias, and the beginning of the names of the indices. Each data folder that is indexed needs one
    of its own."""
    shards: int = Field(default=1, ge=1, le=1024)
    replicas: int = Field(default=1, ge=0, le=100)
    connections: int = Field(default=4, ge=1, le=64)
    """Requests at the same time while an index is built."""
    search_seconds: float = Field(default=5.0, gt=0, le=600)
    """After this the cluster gives up a search that a visitor waits for."""
    request_seconds: float = Field(default=60.0, gt=0, le=3600)
    """How long a node may take for any request before another is asked."""

    @field_validator("urls", mode="before")
    @classmethod
    def _are_addresses(cls, value: object) -> tuple[str, ...]:
        urls = value.replace(",", " ").split() if isinstance(value, str) else tuple(map(str, _all_of(value)))
        for url in urls:
            try:
                parts = urlsplit(url)
                fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
                fits = fits and parts.path in ("", "/") and not (parts.query or parts.fragment)
            except ValueError:
                fits, parts = False, None
            if parts and "@" in parts.netloc:
                raise ValueError(f"keep user and password out of the address: set {PREFIX}USER and {PREFIX}PASSWORD")
            if not fits:
                raise ValueError(f"{url!r} is not the address of a node, like https://search.example.org:9200")
        return tuple(url.rstrip("/") for url in urls)

    @field_validator("user", "password", "api_key", "ca", mode="before")
    @classmethod
    def _is_set(cls, value: object) -> object:
        return value or None

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if bool(self.user) != bool(self.password):
            raise ValueError(f"set both {PREFIX}USER and {PREFIX}PASSWORD, or neither")
        if self.user and self.api_key:
            raise ValueError(f"set {PREFIX}API_KEY, or user and password, not both")
        if self.ca and not self.ca.is_file():
            raise ValueError(f"{PREFIX}CA names {self.ca}, and there is no such file")
        return self

    @property
    def patience(self) -> float:
        """How many seconds a node may take for what a visitor waits for, before another is asked."""
        return self.search_seconds + 2

    @property
    def said(self) -> str:
        """The addresses, for a message."""
        return ", ".join(self.urls)


def load_settings() -> OpenSearchSettings:
    """The settings from the environment. Raises EngineUnavailable where one cannot be, or no node is named."""
    try:
        settings = OpenSearchSettings()
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        reason = str(first["ctx"]["error"]) if first["type"] == "value_error" else first["msg"].lower()
        name = f"{PREFIX}{str(first['loc'][0]).upper()}: " if first["loc"] else ""
        raise EngineUnavailable(f"the settings for OpenSearch cannot be used: {name}{reason}") from None
    if not settings.urls:
        raise EngineUnavailable(f"no node of OpenSearch is named: give --opensearch URL, or set {PREFIX}URLS")
    return settings


def _all_of(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)
