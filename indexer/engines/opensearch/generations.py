"""Which index of the cluster belongs to which generation, and which the alias names.

A generation keeps a small file with the name of its index. The indices of one folder of generations have names of their
own, made of where that folder stands, so that whatever is neither served nor kept can be recognised and removed.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from indexer.engines.opensearch.cluster import Cluster, connected
from indexer.errors import IndexDamaged

FILE = "opensearch.json"


@dataclass(frozen=True, slots=True)
class Held:
    """The index of a generation. Of the routings one leads to each of its shards. Neither where the cluster is nor how
    it is entered is kept."""

    cluster: str
    index: str
    routings: tuple[str, ...]


def read(generation: Path) -> Held:
    """The index of a generation. Raises IndexDamaged, or OSError where the file cannot be had."""
    path = generation / FILE
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        return Held(str(values["cluster"]), str(values["index"]), tuple(map(str, values["routings"])))
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path} cannot be read ({error}): run `vraagbaak index --full`") from error


def write(generation: Path, held: Held) -> None:
    """Keep the index of a generation."""
    (generation / FILE).write_text(json.dumps(asdict(held), indent=1), encoding="utf-8")


def index_name(cluster: Cluster, generation: Path) -> str:
    """The name of the index that a new generation is to have: it is the alias's in no case."""
    name = _names(cluster, generation) + generation.name.lower()
    with cluster.asking() as client:
        served = aliased(client, cluster.settings.prefix)
    # Only where a folder of generations was removed by hand, and begins anew.
    return next(one for one in (name, *(f"{name}.{number}" for number in range(2, 99))) if one not in served)


def serve(generation: Path, previous: Path | None) -> None:
    """Have the alias name the index of a generation, in one step, and remove what belongs to neither it nor the one
    before."""
    cluster = connected()
    try:
        held = read(generation)
        alias = cluster.settings.prefix
        with cluster.asking(held.index) as client:
            others = aliased(client, alias) - {held.index}
            client.indices.update_aliases(
                body={
                    "actions": [
                        {"add": {"index": held.index, "alias": alias}},
                        *({"remove": {"index": other, "alias": alias}} for other in sorted(others)),
                    ]
                }
            )
            kept = {held.index, *([read(previous).index] if previous and (previous / FILE).exists() else ())}
            for name in sorted(_ours(client, _names(cluster, generation)) - kept):
                client.indices.delete(index=name, ignore_unavailable=True)
    finally:
        cluster.close()


def aliased(client: OpenSearch, alias: str) -> set[str]:
    """The indices that an alias names."""
    try:
        return set(client.indices.get_alias(name=alias))
    except NotFoundError:
        return set()


def _ours(client: OpenSearch, beginning: str) -> set[str]:
    return set(client.indices.get_settings(index=f"{beginning}*", flat_settings=True, name="index.uuid"))


def _names(cluster: Cluster, generation: Path) -> str:
    """How the names of all indices of a folder of generations begin."""
    where = blake2b(str(generation.resolve().parent).encode(), digest_size=4).hexdigest()
    return f"{cluster.settings.prefix}-{where}-"
