"""Reading one step ahead: the next chunk is made in a thread while this one is checked.

Most of both is done by Polars and by the system, outside Python's lock. Memory: two chunks more.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _End:
    """No chunk follows; `error` is why, when it is not the end of the file."""

    error: BaseException | None = None


def ahead(chunks: Iterable[T]) -> Iterator[T]:
    """The same chunks in the same order; what their making raises is raised here, in its turn."""
    ready: queue.Queue[T | _End] = queue.Queue(maxsize=1)
    left = threading.Event()

    def make() -> None:
        end = _End()
        try:
            for chunk in chunks:
                ready.put(chunk)
                if left.is_set():
                    return
        except BaseException as error:
            end = _End(error)
        ready.put(end)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while not isinstance(item := ready.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        left.set()
        with suppress(queue.Empty):
            ready.get_nowait()  # room for what the thread may be about to hand over
        thread.join()
