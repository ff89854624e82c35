"""The parts several sentences share: the stock, packs, what is coming, what moved the lot."""

import numpy as np

from core.inventory import texts
from core.inventory.arrays import Rows, Words
from core.inventory.facts import Facts


def coming(facts: Facts, rows: Rows) -> tuple[Words, ...]:
    """Say what is on order already."""
    if facts.on_order is None:
        return ()
    coming = facts.on_order[rows]
    some = np.flatnonzero(coming > 0.0)
    if some.size == 0:
        return ()
    phrase = np.full(rows.size, "", dtype=object)
    phrase[some] = texts.sentences(some.size, ", ", texts.numbers(coming[some]), " more on order")
    return (phrase,)


def stock(facts: Facts, rows: Rows) -> tuple[str | Words, Words]:
    """Name the stock a decision looks at."""
    alone = True if facts.is_stock_alone is None else facts.is_stock_alone[rows]
    name: str | Words = "stock "
    if not np.all(alone):
        name = np.where(alone, "stock ", "stock position ").astype(object)
    return name, facts.number("position", rows)


def compared(facts: Facts, rows: Rows, below: str, equal: str) -> str | Words:
    """Say whether the stock is below its level or at it."""
    assert facts.position is not None  # noqa: S101
    assert facts.level is not None  # noqa: S101
    is_below = facts.position[rows] < facts.level[rows]
    return below if is_below.all() else np.where(is_below, below, equal).astype(object)


def packs(facts: Facts, rows: Rows) -> tuple[str | Words, ...]:
    """Say how many packs the suggestion is."""
    if facts.pack is None or facts.suggested is None:
        return ()
    pack = facts.pack[rows]
    packed = pack > 0.0
    if not packed.any():
        return ()
    count = np.rint(facts.suggested[rows] / pack)
    phrase = np.full(rows.size, "", dtype=object)
    some = np.flatnonzero(packed)
    noun = np.where(count[some] == 1.0, " pack of ", " packs of ").astype(object)
    phrase[some] = texts.sentences(
        some.size, " (", texts.numbers(count[some]), noun, texts.numbers(pack[some]), ")"
    )
    return (phrase,)


def split(facts: Facts, rows: Rows) -> tuple[Words, ...]:
    """Say into how many orders the maximum splits it."""
    if facts.orders_needed is None:
        return ()
    orders = facts.orders_needed[rows]
    some = np.flatnonzero(orders > 1.0)
    if some.size == 0:
        return ()
    phrase = np.full(rows.size, "", dtype=object)
    phrase[some] = texts.sentences(
        some.size, "; the maximum per order makes it the first of ", texts.numbers(orders[some]), " orders"
    )
    return (phrase,)


def afterthought(facts: Facts, rows: Rows) -> tuple[Words, ...]:
    """Say what moved the lot, or what the next best one would cost."""
    parts = split(facts, rows)
    if facts.binding_text is not None:
        parts = (*parts, facts.binding_text[rows])
    if facts.other_quantity is None or facts.other_share is None or facts.suggested is None:
        return parts
    # Next to several lots at once the comparison would only confuse.
    other = np.where(facts.suggested[rows] == facts.quantity[rows], facts.other_quantity[rows], np.nan)
    some = np.flatnonzero(~np.isnan(other))
    if some.size == 0:
        return parts
    percent = facts.other_share[rows[some]] * 100.0
    small = percent < 1.0
    amount = np.where(small, "less than 1", texts.numbers(np.maximum(np.rint(percent), 1.0)))
    phrase = np.full(rows.size, "", dtype=object)
    phrase[some] = texts.sentences(
        some.size, "; ", texts.numbers(other[some]), " would cost ", amount, " % more a year"
    )
    return (*parts, phrase)
