"""What was read last, kept in memory by key. Safe to use from several threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Set
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values by key, at most so many of them: those least lately asked for go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Value] = OrderedDict()
        self._version: object = None
        self._looking = threading.Lock()

    def values(
        self,
        keys: Collection[str],
        *,
        read: Callable[[Set[str]], Mapping[str, Value]],
        version: object = None,
    ) -> dict[str, Value]:
        """Give the values of keys; `read` gives those that aren't here, as far as there are any.

        What was kept under another `version`, asked for before reading, is forgotten.
        """
        wanted = set(keys)
        with self._looking:
            if version != self._version:
                self._kept.clear()
                self._version = version
            found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = wanted - found.keys()
        if missing:
            found |= read(missing)
        with self._looking:
            if version == self._version:
                self._kept |= found
            for key in found:
                if key in self._kept:
                    self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found
