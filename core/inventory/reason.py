"""One plain sentence a row that a planner can read aloud."""

from collections.abc import Callable

import numpy as np

from core.inventory import phrases, texts
from core.inventory.arrays import Rows, Words
from core.inventory.facts import Facts


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
        *phrases.packs(facts, rows),
        ": ",
        *phrases.stock(facts, rows),
        phrases.compared(facts, rows, " is below the reorder point ", " is at the reorder point "),
        facts.number("level", rows),
        *phrases.afterthought(facts, rows),
    )


def _order_up_to(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "Order ",
        facts.number("suggested", rows),
        *phrases.packs(facts, rows),
        ": ",
        *phrases.stock(facts, rows),
        " is below the order-up-to level ",
        facts.number("level", rows),
        *phrases.split(facts, rows),
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
        rows.size, "No order: ", *free, " covers ", days, " days", *phrases.coming(facts, rows), by, deadline
    )


def _wait_up_to(facts: Facts, rows: Rows) -> Words:
    return texts.sentences(
        rows.size,
        "No order: ",
        *phrases.stock(facts, rows),
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
    why: str | Words = ": no demand is expected, but "
    if facts.is_dropped is not None:
        why = np.where(facts.is_dropped[rows], ": the item is not worth stocking, but ", why).astype(object)
    return texts.sentences(
        rows.size,
        "Order ",
        facts.number("suggested", rows),
        *phrases.packs(facts, rows),
        why,
        texts.numbers(-facts.position[rows]),
        " are still owed",
        *phrases.split(facts, rows),
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


def _stopped(facts: Facts, rows: Rows) -> Words:
    assert facts.stop is not None  # noqa: S101 -- a row is stopped by its words
    lacking: str | Words = ""
    if facts.position is not None and facts.level is not None:
        # What nobody orders although it would be due is said, for whoever fixed it to see.
        is_low = facts.position[rows] <= facts.level[rows]
        shown = texts.sentences(
            rows.size,
            ", though ",
            *phrases.stock(facts, rows),
            phrases.compared(facts, rows, " is below the reorder point ", " is at the reorder point "),
            facts.number("level", rows),
        )
        lacking = np.where(is_low, shown, "").astype(object)
    return texts.sentences(rows.size, "Do not order: ", facts.stop[rows], lacking)


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
    _stopped,
)
