"""What can be set about a crawl: the hosts, the pace, the limits."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args, get_origin
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from crawler.errors import BadSetting
from crawler.politeness.quiet_hours import QuietHours

_ENV_PREFIX = "VRAAGBAAK_"
_MEBIBYTE = 1024 * 1024
_BOUNDS = {"ge": "from", "gt": "above", "le": "up to"}


def _hours(value: object) -> object:
    if value is None or isinstance(value, QuietHours):
        return value
    # From the environment what looks like JSON comes as what it says: a number, an object.
    return QuietHours.parse(str(value)) if str(value).strip() else None


class CrawlConfig(BaseSettings):
    """Settings of a crawl, each also readable from the environment as VRAAGBAAK_<NAME>. `site` overrides all hosts."""

    model_config = SettingsConfigDict(env_prefix=_ENV_PREFIX, frozen=True, extra="forbid")

    data: Path = Path("data")
    site: str | None = None
    search_url: str = "https://ws.vlpar.be/api/search/query"
    opendata_url: str = "https://ws.vlpar.be/e/opendata"
    files_url: str = "https://docs.vlaamsparlement.be"
    pages_url: str = "https://www.vlaamsparlement.be"
    contact: str | None = None

    pause: float = Field(1.0, ge=0, le=600)
    """Seconds between two requests to one host."""
    time_limit: float = Field(60.0, gt=0, le=3600)
    """Seconds that a request may take in all, the body included."""
    max_bytes: int = Field(100 * _MEBIBYTE, ge=1024)
    """Size above which a reply is refused."""
    retries: int = Field(2, ge=0, le=10)
    """How often a request that failed for the moment is repeated within the run."""
    max_retry_after: float = Field(6 * 3600.0, ge=0)
    """Seconds up to which a host is left alone when it asks for it, or for such pauses in its robots.txt."""
    failures_in_a_row: int = Field(20, ge=1)
    """How many failed requests, without a good one between them, stop the crawl."""
    max_requests: int | None = Field(None, ge=1)
    """How many requests one crawl may make, repeats too; the next one goes on from there."""
    quiet_hours: Annotated[QuietHours | None, BeforeValidator(_hours)] = None
    """Hours of the day, in Belgium, in which nothing is asked: `07:00-19:00`."""
    vanish_limit: float = Field(0.05, ge=0, le=1)
    """The share of what is held that may be missing, or emptier than before, without stopping the crawl."""

    batch: int = Field(50, ge=1, le=200)
    """Questions asked of open data in one request."""
    window_days: int = Field(31, ge=1, le=366)
    """Days of publication that the first search covers."""
    selection: Literal[1, 2, 3] = 1
    """Which of the three known ways selects written questions in the search (contract, 2.2)."""

    report_every: float = Field(15.0, gt=0)
    """Seconds between two lines of progress where there is no terminal."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"

    @field_validator("site", "search_url", "opendata_url", "files_url", "pages_url")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        try:
            parts = urlsplit(value)
            fits = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
            fits = fits and parts.port != 0 and not any(map(str.isspace, value))
        except ValueError:  # brackets that are no address, a port out of range
            fits = False
        if not fits:
            raise ValueError(f"{value!r} is not an address like https://example.org")
        return value.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _fits_a_header(cls, value: str | None) -> str | None:
        if value and not (value.isascii() and value.isprintable()):
            raise ValueError("the contact may hold printable ASCII only")
        return value or None

    @model_validator(mode="after")
    def _spread_site(self) -> Self:
        if self.site:
            for name, path in (
                ("search_url", "/api/search/query"),
                ("opendata_url", "/e/opendata"),
                ("files_url", ""),
                ("pages_url", ""),
            ):
                # The model is frozen for everyone but its own construction.
                object.__setattr__(self, name, self.site + path)
        return self


def load_config(**given: Any) -> CrawlConfig:
    """The settings from the environment, overridden by those given that are not None. Raises BadSetting."""
    try:
        return CrawlConfig(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        reason = str(first["ctx"]["error"]) if first["type"] == "value_error" else f"give {_allowed(name)}"
        raise BadSetting(f"{_ENV_PREFIX}{name.upper()} cannot be {first['input']!r}: {reason}") from error


def _allowed(name: str) -> str:
    """What a setting may be, in words: `a whole number from 1 up to 200`."""
    field = CrawlConfig.model_fields[name]
    if get_origin(field.annotation) is Literal:
        return f"one of {', '.join(map(str, get_args(field.annotation)))}"
    kinds = {field.annotation, *get_args(field.annotation)}
    if not kinds & {int, float}:
        return "a text"
    bounds = {name: getattr(bound, name) for bound in field.metadata for name in _BOUNDS if hasattr(bound, name)}
    words = [f"{_BOUNDS[name]} {value}" for name, value in bounds.items()]
    return " ".join(["a whole number" if int in kinds else "a number", *words])
