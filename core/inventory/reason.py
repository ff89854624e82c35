"""One plain sentence a row that a planner can read aloud."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.inventory import texts
from core.inventory.arrays import Codes, Dates, Mask, Numbers, Rows, Words

# What a row's sentence is about.
(
    ERROR,
    INFEASIBLE,
    IDLE,
    OWED,
    DO_NOT_STOCK,
    ORDER,
    ORDER_UP_TO,
    WAIT,
    WAIT_UP_TO,
    NO_STOCK,
    NO_LEAD_TIME,
) = range(11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the sentences are made of; None where no row has it."""

    about: Codes
    quantity: Numbers
    orders_per_year: Numbers
    suggested: Numbers | None = None
    position: Numbers | None = None
    is_stock_alone: Mask | None = None
    level: Numbers | None = None
    free_stock: Numbers | None = None
    on_order: Numbers | None = None
    days_of_cover: Numbers | None = None
    latest_order_date: Dates | None = None
    orders_needed: Numbers | None = None
    pack: Numbers | None = None
    other_quantity: Numbers | None = None
    other_share: Numbers | None = None
    binding_text: Words | None = None
    excess: Numbers | None = None
    annual_cost: Numbers | None = None
    margin: Numbers | None = None
    infeasible_text: Words | None = None
    errors: Words | None = None

    def number(self, name: str, rows: Rows) -> Words:
        """Return a column of numbers as text, for some rows."""
        return texts.numbers(getattr(self, name)[rows])


def write(facts: Facts) -> Words:
    """Return the sentence of each row."""
    about = facts.about
    first = int(about[0])
    if about.size == 1 or (about == first).all():
        return _WRITERS[first](facts, np.arange(about.size))
    sentences = np.empty(about.size, dtype=object)
    for kind in np.flatnonzero(np.bincount(about, minlength=len(_WRITERS))).tolist():
        rows = np.flatnonzero(about == kind)
        sentences[rows] = _WRITERS[kind](facts, rows)
    return sentences


def _order(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "Order ",
        facts.number("suggested", rows),
        *_packs(facts, rows),
        ": ",
        *_stock(facts, rows),
        _compared(facts, rows, " is below the reorder point ", " is at the reorder point "),
        facts.number("level", rows),
        *_afterthought(facts, rows),
    )


def _order_up_to(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "Order ",
        facts.number("suggested", rows),
        *_packs(facts, rows),
        ": ",
        *_stock(facts, rows),
        " is below the order-up-to level ",
        facts.number("level", rows),
        *_split(facts, rows),
    )


def _wait(facts: Facts, rows: Rows) -> Words:
    assert facts.days_of_cover is not None  # noqa: S101 -- a row that waits has stock
    assert facts.latest_order_date is not None  # noqa: S101
    assert facts.free_stock is not None  # noqa: S101
    days = texts.numbers(np.floor(facts.days_of_cover[rows]))
    dates = facts.latest_order_date[rows]
    far = np.isnat(dates)
    deadline: str | Words
    if far.any():
        deadline = np.full(rows.size, "; nothing to order for many years", dtype=object)
        near = np.flatnonzero(~far)
        deadline[near] = texts.sentences(near.size, "; order by ", texts.dates(dates[near]))
        by = ""
    else:
        deadline, by = texts.dates(dates), "; order by "
    free: tuple[str | Words, ...] = ("stock ", texts.numbers(facts.free_stock[rows]))
    return texts.sentences(
        rows.size, "No order: ", *free, " covers ", days, " days", *_coming(facts, rows), by, deadline
    )


def _coming(facts: Facts, rows: Rows) -> tuple[Words, ...]:
    if facts.on_order is None:
        return ()
    coming = facts.on_order[rows]
    some = np.flatnonzero(coming > 0.0)
    if some.size == 0:
        return ()
    phrase = np.full(rows.size, "", dtype=object)
    phrase[some] = texts.sentences(some.size, ", ", texts.numbers(coming[some]), " more on order")
    return (phrase,)


def _wait_up_to(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "No order: ",
        *_stock(facts, rows),
        " reaches the order-up-to level ",
        facts.number("level", rows),
    )


def _idle(facts: Facts, rows: Rows) -> Words:
    if facts.excess is None:
        return texts.sentences(rows.size, "No order: no demand is expected")
    stock = facts.excess[rows]
    held = stock > 0.0
    ending = np.where(held, " is excess", "")
    amount = np.where(held, texts.numbers(stock), "")
    start = np.where(
        held, "No order: no demand is expected, so the stock of ", "No order: no demand is expected"
    )
    return texts.sentences(rows.size, start, amount, ending)


def _owed(facts: Facts, rows: Rows) -> Words:
    assert facts.position is not None  # noqa: S101 -- what is owed is known from the position
    return texts.sentences(
        rows.size,
        "Order ",
        facts.number("suggested", rows),
        *_packs(facts, rows),
        ": no demand is expected, but ",
        texts.numbers(-facts.position[rows]),
        " are still owed",
        *_split(facts, rows),
    )


def _do_not_stock(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "Do not stock: keeping it costs ",
        facts.number("annual_cost", rows),
        " a year, more than the ",
        facts.number("margin", rows),
        " a year its sales would lose",
    )


def _no_stock(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size, *_usual(facts, rows), "; the stock is not given, so nothing is said about today"
    )


def _no_lead_time(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size, *_usual(facts, rows), "; the lead time is not given, so nothing is said about today"
    )


def _usual(facts: Facts, rows: Rows) -> list[str | Words]:
    return [
        "Usual lot ",
        facts.number("quantity", rows),
        ", ordered ",
        facts.number("orders_per_year", rows),
        " times a year",
    ]


def _infeasible(facts: Facts, rows: Rows) -> Words:
    assert facts.infeasible_text is not None  # noqa: S101 -- written with the status
    return facts.infeasible_text[rows]


def _error(facts: Facts, rows: Rows) -> Words:
    assert facts.errors is not None  # noqa: S101 -- written with the status
    return facts.errors[rows]


def _stock(facts: Facts, rows: Rows) -> tuple[str | Words, Words]:
    alone = True if facts.is_stock_alone is None else facts.is_stock_alone[rows]
    name: str | Words = "stock "
    if not np.all(alone):
        name = np.where(alone, "stock ", "stock position ").astype(object)
    return name, facts.number("position", rows)


def _compared(facts: Facts, rows: Rows, below: str, equal: str) -> str | Words:
    assert facts.position is not None  # noqa: S101
    assert facts.level is not None  # noqa: S101
    is_below = facts.position[rows] < facts.level[rows]
    return below if is_below.all() else np.where(is_below, below, equal).astype(object)


def _packs(facts: Facts, rows: Rows) -> tuple[str | Words, ...]:
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


def _split(facts: Facts, rows: Rows) -> tuple[Words, ...]:
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


def _afterthought(facts: Facts, rows: Rows) -> tuple[Words, ...]:
    """Say what moved the lot, or what the next best one would cost."""
    parts = _split(facts, rows)
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


_WRITERS: tuple[Callable[[Facts, Rows], Words], ...] = (
    _error,
    _infeasible,
    _idle,
    _owed,
    _do_not_stock,
    _order,
    _order_up_to,
    _wait,
    _wait_up_to,
    _no_stock,
    _no_lead_time,
)
