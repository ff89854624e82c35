"""What was ordered and is not in the stock figures yet: how much of it they show, for how long it counts.

The stock figures show an order by rising. What comes in moves from *on order* to *on hand* and is no rise of
both together; what is sold lowers *on hand* and takes nothing away from what was ordered. So of figures taken
when the order was placed, the rise is `max(0, on order risen + max(0, on hand risen))`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LEAST = 1e-9  # of a quantity: what adding in another order leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedLine:
    """An order placed: how much, and the stock figures then (None: not known).

    `shown` is what later figures have shown of it, `claimed` what of their rise belonged to earlier orders.
    """

    quantity: float
    on_hand: float | None
    on_order: float | None
    shown: float = 0.0
    claimed: float = 0.0

    @property
    def rest(self) -> float:
        """What the stock figures do not show yet."""
        left = self.quantity - self.shown
        return left if left > self.quantity * _LEAST else 0.0


def risen(line: PlacedLine, on_hand: float | None, on_order: float | None) -> float:
    """How far the figures have risen since the order was placed.

    A figure that was never sent is 0 to a run, so *on order* rises from 0; stock on hand that was not known
    cannot have risen.
    """
    ordered = (on_order or 0.0) - (line.on_order or 0.0)
    came = 0.0 if on_hand is None or line.on_hand is None else on_hand - line.on_hand
    return max(0.0, ordered + max(0.0, came))


def shown_by(
    lines: Sequence[PlacedLine], on_hand: float | None, on_order: float | None
) -> list[tuple[float, float]]:
    """What new figures of an item show of its orders, the oldest first: `shown` and `claimed` of each.

    What is shown once stays so: goods that came and were sold are no longer on order.

    >>> first = PlacedLine(quantity=40.0, on_hand=10.0, on_order=0.0)
    >>> second = PlacedLine(quantity=20.0, on_hand=8.0, on_order=0.0)
    >>> shown_by([first, second], 5.0, 50.0)
    [(40.0, 0.0), (10.0, 40.0)]

    """
    found = []
    taken = 0.0
    for line in lines:
        claimed = line.claimed + taken
        own = min(line.quantity, risen(line, on_hand, on_order) - claimed)
        shown = max(line.shown, own)
        taken += shown - line.shown
        found.append((shown, claimed))
    return found


def counts_until(placed_on: dt.date, days: int) -> dt.date:
    """The first day on which an order that no figure shows is no longer counted."""
    return placed_on + dt.timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """An order of an item that the stock figures do not show, or not all of it."""

    item_no: int
    quantity: float
    placed_on: dt.date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a run adds to an item's *on order*, and the sentences that say so."""

    quantity: float
    notes: tuple[str, ...]


# A part of the words by which the sentence is known: it tells of what is in order.
IN_ORDER = "not in the stock figures yet"


def counted(orders: Iterable[OpenOrder], as_of: dt.date, days: int) -> dict[int, Counted]:
    """By item, what counts as on order on the day `as_of`, and what is told of the rest."""
    found: dict[int, Counted] = {}
    for order in orders:
        before = found.get(order.item_no, Counted(quantity=0.0, notes=()))
        is_late = as_of >= counts_until(order.placed_on, days)
        found[order.item_no] = Counted(
            quantity=before.quantity + (0.0 if is_late else order.quantity),
            notes=(*before.notes, _late(order, days) if is_late else _fresh(order)),
        )
    return found


def _fresh(order: OpenOrder) -> str:
    return f"{_placed(order)}, {IN_ORDER}, are counted as on order"


def _late(order: OpenOrder, days: int) -> str:
    after = f"{days} day{'' if days == 1 else 's'}"
    return (
        f"{_placed(order)} are not in the stock figures after {after} and are no longer counted as on order:"
        " check the order"
    )


def _placed(order: OpenOrder) -> str:
    by = order.by.replace(";", ",")  # sentences of a row are joined by it
    return f"{order.quantity:.12g} placed on {order.placed_on} by {by}"
