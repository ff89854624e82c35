"""The key of a row, sku and location, as a number: equal keys, equal numbers, eight bytes a row."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

_SEED = 20_26
_BETWEEN = "\x1f"  # no cell holds it: between two texts that become one


@dataclass(frozen=True, slots=True)
class Keys:
    """Numbers of exact keys and of keys without regard to case; 0 where a row has no SKU."""

    exact: NDArray[np.uint64]
    folded: NDArray[np.uint64]


def keys_of(sku: pl.Series, location: pl.Series | None) -> Keys:
    """The keys of some rows; characters composed in different ways are the same (NFC)."""
    texts = plain(sku)
    if location is not None and location.null_count() < len(location):
        texts = pl.select(pl.concat_str(texts, plain(location).fill_null(""), separator=_BETWEEN)).to_series()
    return Keys(exact=_numbers(texts), folded=_numbers(texts.str.to_lowercase()))


def plain(texts: pl.Series) -> pl.Series:
    """Texts by which keys are compared: composed, without blanks around."""
    stripped = texts.str.strip_chars()
    is_ascii = (stripped.str.len_bytes() == stripped.str.len_chars()).all()
    return stripped if is_ascii else stripped.str.normalize("NFC")


def _numbers(texts: pl.Series) -> NDArray[np.uint64]:
    numbers = texts.hash(_SEED).to_numpy().astype(np.uint64)
    numbers[numbers == 0] = 1
    numbers[texts.is_null().to_numpy()] = 0
    return numbers


def groups(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The positions whose key occurs more than once, key by key in the order of rows, and their group.

    >>> at, group = groups(np.array([7, 5, 7, 0, 0, 5, 9], dtype=np.uint64))
    >>> at.tolist(), group.tolist()
    ([1, 5, 0, 2], [0, 0, 1, 1])
    """
    in_order = np.sort(keys)  # many times as fast as finding the order, and most sheets need no more
    if not np.any((in_order[1:] == in_order[:-1]) & (in_order[1:] != 0)):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    is_start = np.ones(order.size, dtype=np.bool_)
    is_start[1:] = sorted_keys[1:] != sorted_keys[:-1]
    starts = np.flatnonzero(is_start)
    sizes = np.diff(starts, append=order.size)
    is_shared = np.repeat((sizes > 1) & (sorted_keys[starts] != 0), sizes) if order.size else is_start
    at = order[is_shared].astype(np.int64)
    return at, np.unique(sorted_keys[is_shared], return_inverse=True)[1].astype(np.int64)
