"""Quantities counted in cases or pallets beside others counted in units: never compared without a word."""

from core.sheets.recognition.ask import which_field
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.header_words import tokens
from core.sheets.understanding import Column

_COUNTED = frozenset(["demand", "min_order_qty", "max_order_qty", "on_hand", "on_order", "backorders"])
_CONTAINERS = {
    name: names[0]
    for names in (
        ("cases", "case", "cs"),
        ("packs", "pack", "packages", "package"),
        ("cartons", "carton", "ctn", "ctns", "kartons", "karton"),
        ("boxes", "box", "bx"),
        ("pallets", "pallet", "paletten", "palette"),
        ("dozens", "dozen", "dz"),
        ("crates", "crate"),
    )
    for name in names
}


def suggest_containers(draft: Draft) -> None:
    """Name the columns whose header counts something else than the other quantities' headers do."""
    counted = [
        column
        for column in draft.columns.values()
        if column.field in _COUNTED and column.part is None and column.position not in draft.decided
    ]
    if len({_container(column) for column in counted}) < 2:
        return
    for column in counted:
        name, field = _container(column), column.field
        if name is None or field is None:
            continue
        text = (
            f"'{column.key}' counts {name} and other quantities do not, but it is read as it is. "
            f"If {name} are meant, convert them to the unit of the demand, or leave the column out."
        )
        draft.suggestions.append(which_field(draft, column, [field], taken=field, text=text))


def _container(column: Column) -> str | None:
    return next((_CONTAINERS[word] for word in tokens(column.header) if word in _CONTAINERS), None)
