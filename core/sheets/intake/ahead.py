"""Work on the parts of a sheet beside one another, handed out in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain, islice
from typing import TypeVar

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_THREADS = 2  # polars lets others run while it works; more parts at a time only cost memory


def ahead(work: Callable[[_Part], _Result], parts: Iterable[_Part]) -> Iterator[_Result]:
    """`map(work, parts)`, a part or two ahead of whoever takes the results.

    `work` must depend on its part alone. What it raises is raised here, in the turn of its part.

    >>> list(ahead(str.upper, ["a", "b", "c"]))
    ['A', 'B', 'C']
    """
    left = iter(parts)
    first = list(islice(left, 2))
    if len(first) < 2:  # most sheets are small: a thread would cost more than it saves
        yield from map(work, first)
        return
    waiting: deque[Future[_Result]] = deque()
    with ThreadPoolExecutor(max_workers=_THREADS) as threads:
        for part in chain(first, left):
            try:
                waiting.append(threads.submit(work, part))
            except RuntimeError as error:  # no thread can be started: the reader's memory is used up
                raise MemoryError from error
            if len(waiting) > _THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
