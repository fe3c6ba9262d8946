"""What was made last, so that it is not made again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Made = TypeVar("_Made")


class Remembered(Generic[_Key, _Made]):
    """As many things as may be, by what they were made of: those that were asked for last. Threads may share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[_Key, _Made] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: _Key, make: Callable[[], _Made]) -> _Made:
        """What was made of this, or what `make` makes of it now. Two threads that ask at once may both make it."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = make()
        with self._lock:
            self._held[key] = made
            if len(self._held) > self._most:
                self._held.popitem(last=False)
        return made
