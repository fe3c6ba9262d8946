"""What words on the command line mean: each reader raises BadParameter with what is allowed, and the options that
several commands share are named."""

import math
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

import typer

Choice = TypeVar("Choice", bound=StrEnum)


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date: write it as 2024-03-31") from None


def whole(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Reads a whole number within bounds; `most` None is without end. (What is read may be the default: a number.)"""
    bounds = f"from {least}" if most is None else f"from {least} to {most}"

    def read(text: str | int) -> int:
        number = _digits(str(text))
        if number is None or not least <= number <= (most or math.inf):
            raise typer.BadParameter(f"'{text}' is not a whole number {bounds}")
        return number

    return read


def _digits(text: str) -> int | None:
    """A number of 64 bits that is written in digits alone, None for anything else."""
    number = int(text) if re.fullmatch("[0-9]{1,19}", text) else 2**63
    return number if number < 2**63 else None


def seconds(text: str | float) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds <= 600:
        raise typer.BadParameter(f"{text!r} is not a number of seconds from 0 to 600")
    return seconds


def one_of(choices: type[Choice]) -> Callable[[str], Choice]:
    """Reads one of these names."""

    def read(text: str) -> Choice:
        try:
            return choices(text)
        except ValueError:
            raise typer.BadParameter(f"{text!r} is not one of {', '.join(choices)}") from None

    return read


def engine_name(text: str) -> str:
    from indexer.engines import ENGINES  # not before it is asked for: it takes long to load

    if text not in ENGINES:
        raise typer.BadParameter(f"{text!r} is not one of {', '.join(ENGINES)}")
    return text


def question_id(text: str) -> int:
    if not (number := _digits(text)):
        raise typer.BadParameter(f"'{text}' is not the id of a question: write it as 1809299")
    return number


def data_folder(given: str | Path) -> Path:
    if not str(given).strip():
        raise typer.BadParameter("it is empty: name a folder")
    if Path(given).exists() and not Path(given).is_dir():
        raise typer.BadParameter(f"{given} is a file: name a folder")
    return Path(given)


def public_url(text: str) -> str:
    """The address of a site, which is a host and nothing below it, without the slash at its end."""
    if not _SITE.fullmatch(text):
        raise typer.BadParameter(f"{text!r} is not the address of a site: write it as https://vragen.example.org")
    return text.rstrip("/")


def host_of(site: str) -> str:
    """The name in the address of a site, by which visitors ask for it."""
    return urlsplit(site).hostname or ""


def cluster_address(text: str) -> str:
    """The address of a Dask scheduler: a host and a port, over TCP unless it says another way, as tls://."""
    if not _SCHEDULER.fullmatch(text):
        raise typer.BadParameter(f"{text!r} is not the address of a Dask scheduler: write it as tcp://192.0.2.10:8786")
    return text if "://" in text else f"tcp://{text}"


def separator(text: str) -> str:
    if text not in _SEPARATORS:
        raise typer.BadParameter(f"{text!r} is not one of {' '.join(_SEPARATORS)}")
    return _SEPARATORS[text]


def _name_nodes(urls: list[str] | None) -> list[str] | None:
    """Set what is given for this process and those that it starts, as if it had stood in the environment."""
    if urls:
        os.environ[_NODES] = " ".join(urls)
    return urls


_NODES = "VRAAGBAAK_OPENSEARCH_URLS"
_SITE = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?/?", re.IGNORECASE | re.ASCII)
_SCHEDULER = re.compile(r"(?:(?:tcp|tls|ws|wss)://)?(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}", re.ASCII)
_SEPARATORS = {";": ";", ",": ",", "|": "|", "tab": "\t"}

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        parser=data_folder,
        metavar="DIR",
        help="The folder for everything that is written (or VRAAGBAAK_DATA).",
    ),
]
Since = Annotated[
    date | None, typer.Option(parser=day, metavar="DATE", help="Published on this day or later (2024-03-31).")
]
Until = Annotated[date | None, typer.Option(parser=day, metavar="DATE", help="Published on this day or before.")]
Site = Annotated[
    str | None,
    typer.Option(envvar="VRAAGBAAK_SITE", metavar="URL", help="One address in place of all hosts of the parliament."),
]
Pause = Annotated[
    float | None,
    typer.Option(
        parser=seconds,
        envvar="VRAAGBAAK_PAUSE",
        metavar="SECONDS",
        help="Seconds between two requests to one host [default: 1].",
    ),
]
MaxRequests = Annotated[
    int | None,
    typer.Option(
        parser=whole(1),
        envvar="VRAAGBAAK_MAX_REQUESTS",
        metavar="N",
        help="Stop after this many requests; the next run goes on.",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        parser=cluster_address,
        envvar="VRAAGBAAK_CLUSTER",
        metavar="ADDRESS",
        help="Read the files on the workers of this Dask cluster (tcp://192.0.2.10:8786; needs the extra cluster).",
    ),
]
Port = Annotated[int, typer.Option(parser=whole(0, 65535), metavar="N", help="Port to listen on.")]
PublicUrl = Annotated[
    str | None,
    typer.Option(
        parser=public_url,
        envvar="VRAAGBAAK_PUBLIC_URL",
        metavar="URL",
        help="Where visitors find the site (https://vragen.example.org).",
    ),
]
QuestionId = Annotated[
    int, typer.Argument(parser=question_id, metavar="ID", help="The parliament's document id (1809299).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Full = Annotated[bool, typer.Option("--full", help="Build the index from nothing, not from the one before.")]


Nodes = Annotated[
    list[str] | None,
    typer.Option(
        "--opensearch",
        callback=_name_nodes,
        envvar=_NODES,
        metavar="URL",
        help="A node of OpenSearch, where that keeps the index; may be repeated.",
    ),
]


@dataclass(frozen=True, slots=True)
class Folder:
    """Where each stage stands in a data folder."""

    root: Path

    @property
    def archive(self) -> Path:
        return self.root / "archive"

    @property
    def corpus(self) -> Path:
        return self.root / "corpus.sqlite"

    @property
    def index(self) -> Path:
        return self.root / "index"


def lines_of(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror).lower() if isinstance(error, OSError) else "it is not in UTF-8"
        raise typer.BadParameter(
            f"{path} cannot be read ({reason}): give a text file with one address a line",
            param_hint="'--links'",
        ) from error
    return (stripped for line in text.splitlines() if (stripped := line.strip()) and not stripped.startswith("#"))
