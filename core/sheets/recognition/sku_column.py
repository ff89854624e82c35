"""Which column numbers the items."""

from core.sheets.recognition.ask import which_column
from core.sheets.recognition.doubtful_headers import doubtful, sku_rank
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.never import is_no_item
from core.sheets.recognition.trials import same_texts
from core.sheets.understanding import Column

_NOUN, _VAGUE = 2, 1
_FEW, _ALL = 0.5, 0.95  # shares of different texts
_ENOUGH = 10  # rows before repeats say anything


def settle_sku(draft: Draft) -> None:
    """Give the SKU its column, or ask which it is where several are named equally plainly."""
    if draft.holders("sku"):
        _describe(draft)
        return
    ranked = {
        column.position: sku_rank(column.header)
        for column in draft.free()
        if sku_rank(column.header) and not _is_something_else(draft, column)
    }
    if not ranked:
        return
    best = max(ranked.values())
    tops = [draft.columns[position] for position, rank in sorted(ranked.items()) if rank == best]
    if best == _NOUN:
        numbered = _numbered(draft, ranked, tops)
        if numbered is not None:
            tops = [numbered]
            draft.notes.append(f"'{numbered.key}' numbers the items, so it is read as the SKU.")
    first = tops[0]
    if len(tops) > 1 and not all(
        same_texts(draft.below, first.position, other.position) for other in tops[1:]
    ):
        names = ", ".join(f"'{column.key}'" for column in tops)
        text = f"{len(tops)} columns could be the SKU: {names}. Which one numbers the items?"
        draft.questions.append(which_column(draft, "sku", tops, text))
    elif _is_group(draft, first, ranked):
        others = [draft.columns[position] for position in ranked]
        text = f"'{first.key}' repeats in most rows. Which column numbers the items?"
        draft.questions.append(which_column(draft, "sku", others, text))
    else:
        reason = "named exactly so" if best > 3 else "plainly named"
        draft.take(first.position, "sku", reason, {4: 1.0, 3: 0.95, _NOUN: 0.8, _VAGUE: 0.7}[best])
    _describe(draft)


def _is_something_else(draft: Draft, column: Column) -> bool:
    """Dates, numbers with fractions, or the rows counted 1, 2, 3 under a vague name."""
    below, position = draft.below, column.position
    if below.is_dates(position):
        return sku_rank(column.header) <= _NOUN  # an "item no" full of dates was spoilt by a spreadsheet
    numbers = [number for number in below.numbers(position) if number is not None]
    filled = below.filled(position)
    if len(numbers) == len(filled) and any(number != int(number) for number in numbers if abs(number) < 1e15):
        return sku_rank(column.header) <= _NOUN
    is_counted = len(numbers) > 2 and numbers == [float(at) for at in range(1, len(numbers) + 1)]
    return is_counted and sku_rank(column.header) == _VAGUE and bool(_others(draft, column))


def _others(draft: Draft, column: Column) -> list[Column]:
    return [other for other in draft.free() if sku_rank(other.header) and other.position != column.position]


def _numbered(draft: Draft, ranked: dict[int, int], tops: list[Column]) -> Column | None:
    """Of "Code" and "Product" the code, where it is different in every row and the product is a name."""
    below = draft.below
    codes = [
        draft.columns[position]
        for position, rank in ranked.items()
        if rank == _VAGUE and below.distinct(position) >= _ALL and below.filled(position)
    ]
    are_names = not any(below.is_code_like(column.position) for column in tops)
    if len(codes) == 1 and are_names:
        return codes[0]
    coded = [column for column in tops if below.is_code_like(column.position)]
    if len(tops) > 1 and len(coded) == 1 and below.distinct(coded[0].position) >= _ALL:
        return coded[0]
    return None


def _is_group(draft: Draft, first: Column, ranked: dict[int, int]) -> bool:
    """Whether the column repeats much while another one named so does not; stock in several places may."""
    below = draft.below
    if draft.table == "lines" or draft.holders("location") or len(below.filled(first.position)) < _ENOUGH:
        return False
    if below.distinct(first.position) >= _FEW:
        return False
    return any(below.distinct(other) >= _ALL for other in ranked if other != first.position)


def _describe(draft: Draft) -> None:
    """A column "Product" beside the one that numbers the products says what they are."""
    if not draft.holders("sku") or draft.holders("description"):
        return
    named = [
        column
        for column in draft.free()
        if sku_rank(column.header) == _NOUN
        and draft.below.filled(column.position)
        and not draft.below.is_numeric(column.position)
    ]
    if len(named) == 1:
        sku = draft.holders("sku")[0]
        draft.take(named[0].position, "description", f"names what '{sku.key}' numbers", 0.7)


def candidates(draft: Draft) -> list[Column]:
    """Columns that could be the SKU by their cells, the ones named nearly so first."""
    found = []
    for column in [*draft.free(), *draft.holders("description")]:
        below, position = draft.below, column.position
        filled = below.filled(position)
        if not filled or below.is_dates(position) or is_no_item(column.header):
            continue
        is_number = below.is_numeric(position)
        numbers = [number for number in below.numbers(position) if number is not None]
        if is_number and (
            draft.table == "lines"
            or doubtful(column.header)
            or any(number != int(number) or number < 1 for number in numbers if abs(number) < 1e15)
            or below.distinct(position) < _ALL
            or len(filled) < 3
            or not (column.header == "" or sku_rank(column.header))
        ):
            continue
        if draft.table == "items" and below.distinct(position) < _FEW:
            continue
        found.append(column)
    return sorted(found, key=lambda column: (-sku_rank(column.header), column.position))
