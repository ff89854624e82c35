"""By what a sheet is known again: its headers."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from core.sheets.options import SheetOptions
from core.sheets.understanding import Column

# What a person has decided about a sheet and would decide again about the next one like it. Which sheet and
# which row are in it, the decimal sign of the whole file too; how large the chunks are is not.
REMEMBERED = (
    *("sheet", "header_row", "table", "mapping", "units"),
    *("decimal", "decimals", "date_order", "duplicates"),
)


def signature(columns: Iterable[Column]) -> str:
    """The same for sheets with the same headers in the same order.

    Spelled differently they are other sheets: what was decided names the headers as they are written.

    >>> of = lambda *headers: signature(
    ...     Column(header=text, key=text, letter="A", position=at) for at, text in enumerate(headers)
    ... )
    >>> of("Item No", "Qty") == of("Item No", "Qty"), of("Item No", "Qty") == of("Qty", "Item No")
    (True, False)
    """
    text = "\n".join(column.key for column in columns if column.travels)
    return hashlib.sha256(text.encode()).hexdigest()


def decided(options: SheetOptions) -> dict[str, Any]:
    """What the options fix, without what they leave open."""
    given = options.to_json()
    return {name: given[name] for name in REMEMBERED if given[name]}


def reminded(options: SheetOptions, remembered: Mapping[str, Any]) -> SheetOptions:
    """The options with what was decided about such a sheet before; what is given now wins.

    >>> now = SheetOptions(mapping={"Qty": "demand"})
    >>> dict(reminded(now, {"mapping": {"Qty": "on_hand", "No": "sku"}}).mapping)
    {'Qty': 'demand', 'No': 'sku'}
    >>> dict(reminded(now, {"mapping": {"Used": "demand", "No": "sku"}}).mapping)
    {'No': 'sku', 'Qty': 'demand'}
    """
    merged = options.to_json()
    given = set(options.mapping.values())
    for name in REMEMBERED:
        before = remembered.get(name)
        if not before:
            continue
        if name == "mapping":  # a field that is given to a column now is not that of another one any more
            before = {header: field for header, field in before.items() if not field or field not in given}
        merged[name] = {**before, **merged[name]} if isinstance(before, Mapping) else merged[name] or before
    return SheetOptions.from_json(merged)
