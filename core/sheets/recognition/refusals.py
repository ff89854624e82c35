"""Why a sheet cannot be read, in words that say what to do."""

from collections.abc import Mapping

from core.errors import HeaderMissing, UnreadableFile
from core.sheets.files.book import Cell, Head
from core.sheets.recognition.doubtful_headers import sku_rank
from core.sheets.recognition.draft import Draft, listed
from core.sheets.recognition.spellings import spelled
from core.sheets.recognition.understood_table import candidates

FEWEST_LABELS = 3  # this many fields one below the other make a list of labels
_FEWEST_SAME, _SHARE_SAME = 3, 0.6  # cells of a header that come again: another table begins
_MOST_COMPARED = 400  # columns
_FEWEST_PRODUCTS = 2  # columns of numbers beside dates are a history turned
_WORDS = {
    "sku": "the sku (the item's number)",
    "demand": "the demand (units needed per period)",
    "date": "the date of each line",
    "quantity": "the quantity of each line",
}


def header_missing(draft: Draft, head: Head, names: list[str]) -> HeaderMissing:
    """Name what is missing, and what the sheet seems to be instead."""
    place = f"the sheet '{head.name}'" if head.name else "the file"
    wanted = " or ".join(_WORDS[name] for name in names)
    turned = _turned(draft) if "sku" in names else None
    if turned is not None:
        return turned
    if labels(head) >= FEWEST_LABELS:
        return HeaderMissing(
            f"{place[0].upper()}{place[1:]} holds labels with values beside them, no table "
            f"with a column for {wanted}.",
            remedy="Write one row per item, with a header row above: sku, demand, order_cost and so on.",
        )
    columns = draft.columns.values()
    seen = (
        f"The headers seen are: {listed(columns)}."
        if any(c.header for c in columns)
        else "No header was seen."
    )
    possible = [(name, column) for name in names for column in candidates(draft, name)[:1]]
    remedy = f"Add a column {' and a column '.join(names)}"
    if possible:
        name, column = possible[0]
        remedy += f", or map the one that holds it, for example '{column.key}' to {name}"
    return HeaderMissing(f"No column of {place} is plainly {wanted}. {seen}", remedy=f"{remedy}.")


def _turned(draft: Draft) -> HeaderMissing | None:
    """A history with a row per date: of several products in columns, or of one item without a name."""
    below = draft.below
    filled = [column for column in draft.columns.values() if below.filled(column.position)]
    dates = [column for column in filled if below.is_dates(column.position) and sku_rank(column.header) < 3]
    others = [column for column in filled if column not in dates]
    if not dates or not others or not all(below.is_numeric(column.position) for column in others):
        return None
    when = dates[0].key
    if len(others) >= _FEWEST_PRODUCTS:
        names = ", ".join(f"'{column.key}'" for column in others[:3])
        return HeaderMissing(
            f"The rows are dates ('{when}') and the products seem to stand in columns ({names} ...), "
            "so no column is the SKU and none the demand.",
            remedy="Turn the table: one row per product with its SKU, one column per period; "
            "or one row per sale with sku, date and quantity.",
        )
    return HeaderMissing(
        f"The rows are periods ('{when}') of one item without a SKU: no column says "
        f"which item '{others[0].key}' is of.",
        remedy="Add a column sku with the item's number in every row, or write one row per item and "
        "one column per period.",
    )


def labels(head: Head) -> int:
    """How many different fields the texts of the fullest column of labels name."""
    found: dict[int, set[str]] = {}
    for cells in head.rows.values():
        for position, cell in list(cells.items())[:20]:
            said = spelled(cell.text.strip().rstrip(":=").strip()) if len(cell.text) < 60 else None
            if said is not None:
                found.setdefault(position, set()).add(said.field)
    return max((len(fields) for fields in found.values()), default=0)


def stacked(draft: Draft, head: Head) -> UnreadableFile | None:
    """The refusal of a sheet in which another table with a header of its own begins below the first."""
    names = _names(draft.header.cells)
    known = set(names.values())
    for row, cells in sorted(head.rows.items()):
        if row <= draft.header.row or len(cells) < _FEWEST_SAME:
            continue
        texts = _names(cells)
        same = sum(text in known for text in texts.values())
        if same >= max(_FEWEST_SAME, _SHARE_SAME * len(texts)) and texts != names and _is_other(texts, names):
            return UnreadableFile(
                f"Two tables stand below each other: one with its header in row {draft.header.row + 1}, "
                f"another with its header in row {row + 1}.",
                remedy="Put each table on a sheet (or in a file) of its own, or delete one of them.",
            )
    return None


def _names(cells: Mapping[int, Cell]) -> dict[int, str]:
    """The texts of the first columns, which are enough to know a header again."""
    first = sorted(cells)[:_MOST_COMPARED]
    return {position: " ".join(cells[position].text.split()).casefold() for position in first}


def _is_other(texts: Mapping[int, str], names: Mapping[int, str]) -> bool:
    """Whether a repeated header differs, so that it is no mere repetition on a new page."""
    return any(names.get(position) != text for position, text in texts.items()) or len(texts) < len(names)
