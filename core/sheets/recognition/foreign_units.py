"""Headers with a plain name in a unit that is not ours ("MOQ (packs)"): left out, never without a word."""

import re
from collections.abc import Sequence
from functools import lru_cache

from core.inventory.fields import ITEM, Kind
from core.sheets.questions import Question
from core.sheets.recognition.ask import meaning, which_field
from core.sheets.recognition.doubtful_headers import doubtful
from core.sheets.recognition.draft import UNKNOWN, Draft
from core.sheets.recognition.header_words import joined
from core.sheets.recognition.qualifiers import DAY_WORDS
from core.sheets.recognition.spellings import spelled

_UNIT = re.compile(r"(?i)\s*(?:[(\[]|/|\bper\b|\bje\b|\bpro\b|\bpor\b|\bpar\b|\bin\b)")
_STOCK = frozenset(["on_hand", "on_order", "allocated", "backorders", "max_stock", "storage_capacity"])
_NEEDED = frozenset(["demand", "sku", "quantity", "date"])


@lru_cache(maxsize=65_536)
def partly_named(header: str) -> tuple[str, str] | None:
    """The field a header names before a unit that is not known, and that unit as it is written.

    >>> partly_named("MOQ (packs)"), partly_named("Demand per shift")
    (('min_order_qty', '(packs)'), ('demand', 'per shift'))
    >>> partly_named("Lead time (weeks)"), partly_named("Colour (RAL)")
    (None, None)
    """
    cut = _UNIT.search(header)
    if cut is None or not header[: cut.start()].strip() or spelled(header) is not None:
        return None
    name, unit = header[: cut.start()].strip(), header[cut.start() :].strip()
    found = spelled(name)
    if found is not None:
        return found.field, unit
    fields = doubtful(name)
    return (fields[0], unit) if len(fields) == 1 else None


def suggest_foreign_units(draft: Draft, asked: Sequence[Question]) -> None:
    """Say which columns are left out for their unit alone; whoever knows better may take them as they are."""
    held = {column.field for column in draft.columns.values() if column.field}
    offered = {choice.value for question in asked for choice in question.choices}
    for column in list(draft.free()):
        if column.reason != UNKNOWN or column.key in offered or not draft.below.is_numeric(column.position):
            continue
        found = partly_named(column.header)
        if found is None or found[0] in held | _NEEDED or ITEM[found[0]].kind is not Kind.NUMBER:
            continue
        name, unit = found
        if name in _STOCK and joined(unit) in DAY_WORDS:
            draft.leave(column.position, "says how long the stock lasts, not how much it is")
            continue
        text = (
            f"'{column.key}' seems to be {name} ({meaning(name)}), but what '{unit}' makes of its numbers is "
            "not known, so it is left out. Are they right as they stand?"
        )
        draft.suggestions.append(which_field(draft, column, [name], text=text))
        draft.leave(column.position, f"called {name}, in a unit that is not known")
