"""What a planner reads in the morning: what changed over night, in a few sentences."""

from collections.abc import Mapping

from core.sheets.catalogue.kinds import KINDS, NUMBERS, WORDS


def morning(counts: Mapping[str, int], percent: float, *, is_first: bool) -> list[str]:
    """The sentences, what asks for action first.

    >>> morning({"to_order": 3, "reorder_point": 1}, 10.0, is_first=False)
    ['3 items newly to order.', '1 item with another reorder point (moved by more than 10 %).']
    """
    if is_first:
        return ["This is the first run over the catalogue: there is nothing to compare it with."]
    if not any(counts.values()):
        return ["Nothing changed since the run before."]
    told = []
    for kind in KINDS:
        number = counts.get(kind, 0)
        if number:
            items = f"{number:,} item{'' if number == 1 else 's'} {WORDS[kind]}"
            told.append(f"{items} (moved by more than {percent:g} %)." if kind in NUMBERS else f"{items}.")
    return told
