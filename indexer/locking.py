"""One writer at a time, of a corpus or an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.disk import Held, lock
from indexer.errors import Busy


@contextmanager
def only_writer(target: Path) -> Iterator[None]:
    """Hold the lock beside `target` while the body runs. Raises Busy at once if another process holds it."""
    try:
        held = lock(target.with_name(target.name + ".lock"))
    except Held as holder:
        raise Busy(f"another run (process {holder}) is writing {target}: wait until it is done") from None
    with held:
        yield
