"""Stock, what is promised of it and what is free: told apart by on hand - x = available."""

from core.sheets.recognition.doubtful_headers import is_free_stock
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.trials import agree, taken_off
from core.sheets.understanding import Column


def settle_stock(draft: Draft) -> None:
    """Find the customers' orders by arithmetic; free stock has them taken off already."""
    available = [
        column
        for column in draft.free()
        if is_free_stock(column.header) and draft.below.is_numeric(column.position)
    ]
    on_hand = draft.holders("on_hand")
    if not available:
        return
    free = available[0]
    if len(on_hand) == 1:
        _settle_both(draft, on_hand[0], free)
    elif not on_hand:
        if any(column.field == "on_hand" for column in draft.columns.values()):
            return
        draft.take(free.position, "on_hand", "free stock: customers' orders are taken off already", 0.8)
        said = f"'{free.key}' is free stock, customers' orders are taken off already; it is read as on_hand."
        draft.notes.append(said)
        for column in draft.holders("allocated"):
            if column.position not in draft.decided:
                draft.leave(column.position, f"'{free.key}' has it taken off already")


def _settle_both(draft: Draft, stock: Column, free: Column) -> None:
    below = draft.below
    if agree(below.numbers(stock.position), below.numbers(free.position), share=1.0):
        draft.leave(free.position, f"says the same as '{stock.key}'")
        return
    others = [
        column.position
        for column in draft.columns.values()
        if column.position not in (stock.position, free.position)
        and column.travels
        and column.position not in draft.decided
        and (column.field in (None, "on_order", "allocated", "backorders"))
        and below.is_numeric(column.position)
    ]
    taken = taken_off(below, stock.position, free.position, others)
    draft.leave(free.position, f"'{stock.key}' without what customers ordered")
    if not taken:
        return
    for rival in draft.holders("allocated"):
        if rival.position not in taken and rival.position not in draft.decided:
            return
    position = next((at for at in taken if draft.columns[at].field == "allocated"), taken[0])
    column = draft.columns[position]
    reason = f"'{stock.key}' - '{column.key}' = '{free.key}' in most rows: what customers ordered"
    if draft.columns[position].field != "allocated":
        draft.take(position, "allocated", reason, 0.85, factor=1.0, period=None)
        draft.notes.append(f"'{column.key}' is read as allocated: {reason}.")
