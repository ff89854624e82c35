"""The kinds of changes, in the order they are told: what asks for action first."""

from typing import Final

TO_ORDER, NO_LONGER = "to_order", "no_longer"
NEW_ITEM, GONE_ITEM = "new_item", "gone_item"
PROBLEM, SOLVED = "problem", "solved"
NUMBERS: Final = ("suggested_order", "order_quantity", "reorder_point", "order_up_to")
CLASSES: Final = ("abc_class", "xyz_class")
KINDS: Final = (TO_ORDER, NO_LONGER, PROBLEM, SOLVED, *NUMBERS, *CLASSES, NEW_ITEM, GONE_ITEM)
WORDS: Final = {
    TO_ORDER: "newly to order",
    NO_LONGER: "no longer to order",
    "suggested_order": "with another quantity to order today",
    "order_quantity": "with another usual lot",
    "reorder_point": "with another reorder point",
    "order_up_to": "with another order-up-to level",
    "abc_class": "in another ABC class",
    "xyz_class": "in another XYZ class",
    PROBLEM: "with a new problem",
    SOLVED: "whose problem is solved",
    NEW_ITEM: "new in the catalogue",
    GONE_ITEM: "gone from the catalogue",
}
