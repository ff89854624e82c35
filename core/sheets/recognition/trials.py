"""Tests on the numbers of a head: what their sums and differences say about the columns."""

from collections.abc import Callable, Sequence

from core.sheets.recognition.below import Below
from core.sheets.recognition.spellings import A_YEAR

FEWEST_ROWS = 3  # fewer agree by chance
_MOST_ROWS = 0.8  # of the rows must agree
_CLOSE = 1e-6
_ROUNDED = 0.02  # an annual number and twelve times the rounded month
Numbers = Sequence[float | None]


def agree(left: Numbers, right: Numbers, closeness: float = _CLOSE, *, share: float = _MOST_ROWS) -> bool:
    """Whether two columns say the same in most rows that have both, zeros aside."""
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a is not None and b is not None and (a or b)]
    if not pairs:
        return False
    same = sum(abs(a - b) <= closeness * max(abs(a), abs(b), 1e-9) for a, b in pairs)
    return same >= share * len(pairs) and len(pairs) >= min(FEWEST_ROWS, _rows(left, right))


def _rows(left: Numbers, right: Numbers) -> int:
    return max(1, sum(a is not None and b is not None for a, b in zip(left, right, strict=True)))


def same_texts(below: Below, left: int, right: int) -> bool:
    """Whether two columns hold the same text in every row."""
    pairs = list(zip(below.cells(left), below.cells(right), strict=True))
    return bool(pairs) and all((a.text if a else "") == (b.text if b else "") for a, b in pairs)


def combined(
    below: Below, positions: Sequence[int], how: Callable[[list[float]], float]
) -> list[float | None]:
    """A number per row made of the numbers of several columns."""
    made: list[float | None] = []
    for row in zip(*(below.numbers(position) for position in positions), strict=True):
        known = [number for number in row if number is not None]
        made.append(how(known) if known else None)
    return made


def is_total(below: Below, position: int, parts: Sequence[int]) -> bool:
    """Whether a column is the sum, or the mean, of the periods."""
    numbers = below.numbers(position)
    return agree(numbers, combined(below, parts, sum)) or agree(
        numbers, combined(below, parts, lambda known: sum(known) / len(known)), 1e-3
    )


def is_extreme(below: Below, position: int, parts: Sequence[int]) -> bool:
    """Whether a column is the least, or the most, of the periods."""
    numbers = below.numbers(position)
    return agree(numbers, combined(below, parts, min)) or agree(numbers, combined(below, parts, max))


def same_demand(below: Below, left: tuple[int, str | None], right: tuple[int, str | None]) -> bool:
    """Whether two columns (position, period) are one demand given for two periods."""
    both = []
    for position, period in (left, right):
        factor = A_YEAR[period or "year"]
        both.append([None if number is None else number * factor for number in below.numbers(position)])
    is_same_period = left[1] == right[1]
    return agree(both[0], both[1], _CLOSE if is_same_period else _ROUNDED, share=0.9)


def taken_off(below: Below, on_hand: int, available: int, candidates: Sequence[int]) -> list[int]:
    """The columns x for which on hand - x = available in most of the rows where x is not zero."""
    stock, free = below.numbers(on_hand), below.numbers(available)
    found = []
    for position in candidates:
        others = below.numbers(position)
        rows = [
            (s, x, f)
            for s, x, f in zip(stock, others, free, strict=True)
            if s is not None and x is not None and f is not None and x != 0
        ]
        fits = sum(abs(s - x - f) <= _CLOSE * max(abs(s), abs(f), 1.0) for s, x, f in rows)
        if len(rows) >= FEWEST_ROWS and fits >= _MOST_ROWS * len(rows):
            found.append(position)
    return found


def median(numbers: Numbers) -> float | None:
    """The median of the numbers there are."""
    known = sorted(number for number in numbers if number is not None)
    return known[len(known) // 2] if known else None
