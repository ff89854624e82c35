"""What the sentences about a decision are made of."""

from dataclasses import dataclass

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
    STOPPED,
) = range(12)


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
    is_dropped: Mask | None = None
    excess: Numbers | None = None
    annual_cost: Numbers | None = None
    margin: Numbers | None = None
    infeasible_text: Words | None = None
    errors: Words | None = None
    stop: Words | None = None

    def number(self, name: str, rows: Rows) -> Words:
        """Return a column of numbers as text, for some rows."""
        return texts.numbers(getattr(self, name)[rows])
