"""The tables of docs/scaling.md, from what was measured and what is assumed: change a figure here, and write them anew.

python -m benchmarks.scaling              print them
python -m benchmarks.scaling --write      put them into docs/scaling.md
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

GUIDE = Path(__file__).parents[1] / "docs" / "scaling.md"
GB = 1_000_000_000
SIZES = (100_000, 1_000_000, 10_000_000, 100_000_000)


@dataclass(frozen=True)
class Engine:
    """What a search engine takes: bytes of index a question, seconds of the processor to index one, and those of a
    search for each question that the index holds."""

    bytes: float
    indexing: float
    searching: float


# Measured over 100,000 questions of 9,200 characters on two cores (`make bench-search N=100000`).
CORPUS_BYTES = 1.49 * GB / 100_000
BUILD_PACE = 1_005
"""Questions a second that a build takes on two cores."""
TANTIVY = Engine(bytes=1.38 * GB / 100_000, indexing=185 / 100_000, searching=0.0443 / 100_000)
"""Searching: the first page with its counts, 95 of 100 below 44.3 ms of the processor. Some of it does not grow with
the archive, so that larger ones are reckoned too slow rather than too quick."""
# Measured over 20,000 questions in three parts, the nodes and all else on two cores (`make bench-opensearch`).
OPENSEARCH = Engine(bytes=125_000_000 / 20_000, indexing=2 / 742, searching=TANTIVY.searching)
"""Bytes of each copy. Indexing is what both cores did in that time. What a search takes of the nodes alone could not be
told apart there, so Tantivy's stands in."""
RECORD_BYTES = 155_000_000 / 20_000
"""Of what stays in the generation, with whoever builds and with every copy of the site."""

# Measured with two workers on two cores over 20,000 questions (`make bench-site`).
SITE_SECONDS = 2 / 48
"""Of the processor for a search that nobody asked before, of which most is not the engine's."""
KNOWN_PACE = 1_199 / 2
"""Searches a second and core that were asked before."""

# Measured over 601 questions of a replay, 2.2 pages each (`make bench-cluster`).
READING = 0.0370
"""Seconds of the processor to read the files of a question."""
WRITING_CLUSTER = 0.0053
"""The same of the process that runs the command: records, corpus, and the sending of files."""
COMMANDS = 15
"""That are needed to keep a hundred workers busy."""

# Assumed.
CORES = 8
"""Of each machine of a cluster."""
REPLICAS = 1
SHARD = 30 * GB
"""Between 10 and 50 GB, so that a shard can be moved and merged."""
LEAST_SHARD = 2 * GB
"""Shards may be as small as this where more cores then search at once."""
ROOM = 1.3
"""Disk that is kept free, as a factor."""
GENERATIONS = 2
"""The one that is served, and the one before it or the one being built."""


def one_machine() -> Iterator[tuple[str, ...]]:
    """What one machine of two cores holds and serves."""
    yield "questions", "corpus", "index, with the one before", "build from nothing", "new searches a second", "known"
    for size in SIZES:
        search = SITE_SECONDS + size * TANTIVY.searching
        yield (
            f"{size:,}", gigabytes(size * CORPUS_BYTES), gigabytes(size * TANTIVY.bytes * GENERATIONS),
            hours(size / BUILD_PACE), pace(2 / search), pace(2 * KNOWN_PACE),
        )  # fmt: skip


def extraction() -> Iterator[tuple[str, ...]]:
    """How long the first extraction takes, by the number of workers of one core each, under one command."""
    yield "questions", "1 worker", "10 workers", "100 workers", f"100 workers, {COMMANDS} commands"
    for size in SIZES:
        yield (
            f"{size:,}",
            *(hours(size * max(READING / workers, WRITING_CLUSTER)) for workers in (1, 10, 100)),
            hours(size * max(READING / 100, WRITING_CLUSTER / COMMANDS)),
        )


def clusters() -> Iterator[tuple[str, ...]]:
    """What clusters of three and of thirty machines need and answer."""
    yield (
        "questions", "machines", "shards, with replicas", "disk a machine", "index in memory, of 64 GB half",
        "records, each copy of the site", "a new search takes", "new searches a second",
    )  # fmt: skip
    for size in SIZES[1:]:
        for machines in (3, 30):
            primary = size * OPENSEARCH.bytes
            shards = max(ceil(primary / SHARD), min(machines * CORES, ceil(primary / LEAST_SHARD)))
            copies = primary * (1 + REPLICAS)
            work = size * OPENSEARCH.searching
            at_once = min(shards, machines * CORES)
            yield (
                f"{size:,}", str(machines), f"{shards * (1 + REPLICAS)}",
                gigabytes(copies * GENERATIONS * ROOM / machines), f"{min(machines * 32 * GB / copies, 1):.0%}",
                gigabytes(size * RECORD_BYTES * GENERATIONS),
                seconds(SITE_SECONDS + work / at_once), pace(machines * CORES / (SITE_SECONDS + work)),
            )  # fmt: skip


def gigabytes(size: float) -> str:
    return f"{size / GB:,.0f} GB" if size >= 9.95 * GB else f"{size / GB:.1f} GB"


def hours(spent: float) -> str:
    if spent < 3600:
        return f"{spent / 60:.0f} min"
    return f"{spent / 3600:.1f} h" if spent < 48 * 3600 else f"{spent / 86400:.0f} days"


def seconds(spent: float) -> str:
    return f"{spent * 1000:.0f} ms" if spent < 1 else f"{spent:.1f} s"


def pace(a_second: float) -> str:
    return f"{a_second:,.0f}" if a_second >= 10 else f"{a_second:.2g}"


TABLES = {"one machine": one_machine, "extraction": extraction, "clusters": clusters}


def table(name: str) -> str:
    """A table in Markdown."""
    heading, *rows = TABLES[name]()
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heading, ("---",) * len(heading), *rows))


def with_tables(text: str) -> str:
    """The guide with its tables as they are now."""
    for name in TABLES:
        before, begin, rest = text.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->\n")
        assert end, f"{GUIDE} has no place for the table of {name}"
        text = f"{before}{begin}\n{table(name)}\n\n{end}{after}"
    return text


def main() -> None:
    """Print the tables, or write them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    if parser.parse_args().write:
        GUIDE.write_text(with_tables(GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        print("\n\n".join(f"{name}\n\n{table(name)}" for name in TABLES))


if __name__ == "__main__":
    main()
