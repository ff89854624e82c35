"""Money compares only with money of its own currency: currencies as small numbers, medians by them."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

# Fewer values have no usual one.
_ENOUGH_FOR_MEDIAN = 20


def numbered(texts: pl.Series, known: dict[str | None, int]) -> NDArray[np.int16]:
    """Currencies as small numbers, the same in every batch; more than a few thousand are no currencies."""
    for text in texts.unique(maintain_order=True).to_list():
        if text not in known:
            known[text] = min(len(known), np.iinfo(np.int16).max)
    if len(known) == 1:
        return np.full(len(texts), known[texts[0]] if len(texts) else 0, dtype=np.int16)
    return texts.replace_strict(known, return_dtype=pl.Int16).to_numpy()


def medians_of(
    values: NDArray[np.float64], currency: NDArray[np.int16], counts: NDArray[np.bool_]
) -> dict[int, float]:
    """The medians to doubt by, of the rows that count of each currency."""
    found: dict[int, float] = {}
    is_known = counts & (values > 0)
    for money in np.unique(currency).tolist():
        own = values[is_known & (currency == money)]
        if own.size >= _ENOUGH_FOR_MEDIAN:
            found[money] = float(np.median(own))
    return found
