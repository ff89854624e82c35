"""Numbers and sentences as text, a column at a time.

A sentence a row is the dearest part of a decision, so nothing is formatted twice: whole numbers come from a
table of texts, and a sentence is one join of columns and constant parts.
"""

from collections.abc import Iterable
from functools import cache
from itertools import repeat

import numpy as np

from core.inventory.arrays import Dates, Numbers, Words

# Below this many rows Python's own formatting is quicker than preparing columns; the text is the same.
_FEW = 24
_TABLE_SIZE = 10_000
# Above it hundredths no longer fit a float64 exactly; below the other, two decimals say too little.
_LARGEST_IN_HUNDREDTHS = 1e13
_SMALLEST_IN_HUNDREDTHS = 0.1


def number(value: float) -> str:
    """Return a number as a planner writes it: at most two decimals, no exponent, no trailing zeros.

    >>> number(240.0), number(304.0468), number(-2.5), number(0.0123), number(1e9)
    ('240', '304.05', '-2.5', '0.012', '1000000000')
    """
    size = abs(value)
    if not size < _LARGEST_IN_HUNDREDTHS:
        return f"{value:.15g}"
    if 0.0 < size < _SMALLEST_IN_HUNDREDTHS:
        return f"{value:.2g}"
    whole, hundredths = divmod(round(size * 100.0), 100)
    text = str(whole) if hundredths == 0 else f"{whole}.{hundredths:02d}".rstrip("0")
    return "-" + text if value < 0.0 else text


@cache
def _whole_texts() -> Words:
    return np.array([str(value) for value in range(_TABLE_SIZE)], dtype=object)


@cache
def _padded_texts() -> Words:
    return np.array([f"{value:04d}" for value in range(_TABLE_SIZE)], dtype=object)


@cache
def _decimal_texts() -> Words:
    return np.array(["", *(f".{value:02d}".rstrip("0") for value in range(1, 100))], dtype=object)


@cache
def _day_texts() -> Words:
    return np.array([f"{value:02d}" for value in range(1, 32)], dtype=object)


def numbers(values: Numbers) -> Words:
    """Return `number` of every value, as an object column.

    >>> numbers(np.array([240.0, 304.0468, -2.5, 0.0123, 1e9])).tolist()
    ['240', '304.05', '-2.5', '0.012', '1000000000']
    """
    if values.size <= _FEW:
        return _object_column(map(number, values.tolist()), values.size)
    size = np.abs(values)
    odd = ~(size < _LARGEST_IN_HUNDREDTHS) | ((size < _SMALLEST_IN_HUNDREDTHS) & (size > 0.0))
    hundredths = np.rint(np.where(odd, 0.0, size) * 100.0).astype(np.int64)
    whole, decimals = np.divmod(hundredths, 100)
    large = whole >= _TABLE_SIZE
    if large.any():
        upper, lower = np.divmod(whole, _TABLE_SIZE)
        texts: Words = _whole_texts()[lower]
        huge = upper >= _TABLE_SIZE
        medium = large & ~huge
        texts[medium] = _whole_texts()[upper[medium]] + _padded_texts()[lower[medium]]
        texts[huge] = _object_column(map(str, whole[huge].tolist()), int(np.count_nonzero(huge)))
    else:
        texts = _whole_texts()[whole]
    fractional = decimals > 0
    if fractional.any():
        texts[fractional] += _decimal_texts()[decimals[fractional]]
    negative = values < 0.0
    if negative.any():
        texts[negative] = "-" + texts[negative]
    if odd.any():
        texts[odd] = _object_column(map(number, values[odd].tolist()), int(np.count_nonzero(odd)))
    return texts


def sentences(count: int, *parts: str | Words) -> Words:
    """Join constant parts and columns into one sentence a row.

    >>> sentences(2, "Order ", numbers(np.array([240.0, 12.0])), " today").tolist()
    ['Order 240 today', 'Order 12 today']
    """
    streams: list[Iterable[str]] = [
        repeat(part, count) if isinstance(part, str) else part.tolist() for part in parts
    ]
    return _object_column(map("".join, zip(*streams, strict=True)), count)


def exact(values: Numbers | Words) -> Words:
    """Return values as text the way the user gave them: 95 rather than 95.0.

    >>> exact(np.array([95.0, 1.65])).tolist()
    ['95', '1.65']
    """
    if values.dtype != np.float64:
        return _object_column(map(str, values.tolist()), values.size)
    given: Numbers = values.astype(np.float64) + 0.0  # -0.0 is 0
    if values.size > _FEW and (np.abs(given) < _LARGEST_IN_HUNDREDTHS).all():
        # Most numbers have two decimals at most, and their exact text comes from the tables.
        known = (np.rint(given * 100.0) / 100.0 == given) & (np.abs(given) >= _SMALLEST_IN_HUNDREDTHS)
        if (known | (given == 0.0)).all():
            return numbers(given)
    return _object_column(map("{:.15g}".format, given.tolist()), given.size)


def dates(days: Dates) -> Words:
    """Return dates as YYYY-MM-DD, NaT as "None".

    >>> dates(np.array(["2026-11-22", "NaT"], dtype="datetime64[D]")).tolist()
    ['2026-11-22', 'None']
    """
    if days.size > _FEW and not np.isnat(days).any():
        months = days.astype("datetime64[M]")
        day = (days - months.astype("datetime64[D]")).astype(np.int64)
        number = months.astype(np.int64)
        first, last = int(number.min()), int(number.max())
        table = np.arange(first, last + 1).astype("datetime64[M]").astype(str).astype(object) + "-"
        result: Words = table[number - first] + _day_texts()[day]
        return result
    return _object_column(map(str, days.tolist()), days.size)


def _object_column(texts: Iterable[str], count: int) -> Words:
    return np.fromiter(texts, dtype=object, count=count)
