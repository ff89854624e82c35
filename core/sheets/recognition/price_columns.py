"""Price breaks side by side, as columns of one field."""

from core.sheets.recognition.break_headers import breaks_in
from core.sheets.recognition.draft import Draft


def settle_breaks(draft: Draft) -> None:
    """Give the columns of price breaks their parts."""
    if draft.holders("price_breaks"):
        return
    free = {column.position: column.header for column in draft.free() if column.header}
    free |= {
        column.position: column.header
        for column in draft.holders("unit_cost")
        if column.position not in draft.decided
    }
    parts = breaks_in(free)
    below = draft.below
    if any(below.filled(position) and not below.is_numeric(position) for position in parts):
        return
    for position, part in parts.items():
        draft.take(
            position, "price_breaks", f"price breaks, {part}", 0.85, part=part, factor=1.0, period=None
        )
    if parts:
        draft.parameters = [one for one in draft.parameters if one.field != "price_per"]
