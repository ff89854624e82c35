"""Tables of order lines: a row per sale, with a date and a quantity."""

from core.sheets.recognition.ask import NONE, rivals, which_field
from core.sheets.recognition.doubtful_headers import doubtful
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.header_words import joined, tokens
from core.sheets.recognition.synonyms.doubtful import LINE_DATE
from core.sheets.recognition.trials import agree
from core.sheets.recognition.vocabulary import DATES, keys
from core.sheets.understanding import Column

# What says a date is when something was ordered goes before what says so of something else.
_ORDER_OF_DATES = [joined(words) for words in LINE_DATE.split("|")]
_FEW_NAMES = 0.2  # of the items may have more than one
_PRICE = keys(
    "price|prices|preis|prix|precio|preço|prezzo|fiyat|fiyatı|giá|価格|単価|价格|单价|prijs|cena|harga"
)
_PAID = keys(
    "purchase|purchasing|buying|buy|standard|std|cost|supplier|vendor|einkauf|einkaufspreis|ek|achat|compra|acquisto|alış|"
    "mua|仕入|采购|inkoop|inkoopprijs|zakup|zakupu|beli|moving"
)


def settle_lines(draft: Draft) -> None:
    """Decide whether rows are order lines; then date and quantity get their columns."""
    if draft.options.table == "items":
        return
    dates, quantities = _dates(draft), _quantities(draft)
    mapped = bool(draft.holders("date") or draft.holders("quantity"))
    if draft.options.table is None and not mapped and not _are_lines(draft, dates, quantities):
        return
    draft.table = "lines"
    if not draft.holders("date") and dates:
        _take_date(draft, dates)
    if not draft.holders("quantity") and quantities:
        _take_quantity(draft, quantities)
    for column in draft.holders("demand"):
        if column.position not in draft.decided:
            draft.leave(column.position, "the quantities of the lines make the demand")
    _doubt_prices(draft)


def settle_lines_names(draft: Draft) -> None:
    """In a list of sales a "name" that differs from line to line of an item does not describe the item."""
    sku = next(iter(draft.holders("sku")), None)
    if draft.table != "lines" or sku is None:
        return
    for column in draft.holders("description"):
        if column.position in draft.decided:
            continue
        names: dict[str, set[str]] = {}
        pairs = zip(draft.below.cells(sku.position), draft.below.cells(column.position), strict=True)
        for item, name in pairs:
            if item is not None and name is not None:
                names.setdefault(item.text.strip(), set()).add(name.text.strip())
        several = sum(len(found) > 1 for found in names.values())
        if names and several > _FEW_NAMES * len(names):
            draft.leave(column.position, f"differs from line to line of one '{sku.key}'")


def _dates(draft: Draft) -> list[Column]:
    """Columns named so that hold dates; when a thing was ordered before when something else happened."""
    found = [
        column
        for column in draft.free()
        if joined(column.header) in DATES
        and (draft.below.is_dates(column.position) or not draft.below.filled(column.position))
    ]
    return sorted(
        found,
        key=lambda column: (
            _ORDER_OF_DATES.index(joined(column.header))
            if joined(column.header) in _ORDER_OF_DATES
            else len(_ORDER_OF_DATES)
        ),
    )


def _quantities(draft: Draft) -> list[Column]:
    """What was sold, plainly, before what may be a quantity of anything."""
    plain = [
        column
        for column in draft.holders("demand")
        if column.period is None and column.factor == 1.0 and column.position not in draft.decided
    ]
    vague = [
        column
        for column in draft.free()
        if "quantity" in doubtful(column.header) and draft.below.is_numeric(column.position)
    ]
    return plain + vague


def _are_lines(draft: Draft, dates: list[Column], quantities: list[Column]) -> bool:
    if not dates or not quantities:
        return False
    demand = draft.holders("demand")
    if not demand:
        return True
    if any(column.period is not None or column.factor != 1.0 for column in demand):
        return False  # a demand per period and a date: the day of the report
    return draft.below.distinct(dates[0].position) * len(draft.below.filled(dates[0].position)) > 1.5


def _take_date(draft: Draft, dates: list[Column]) -> None:
    draft.take(dates[0].position, "date", "when each line was", 0.9)
    if len(dates) > 1:
        why = f"'{dates[0].key}' is taken."
        draft.suggestions.append(rivals(draft, "date", dates, taken=dates[0].key, why=why))


def _take_quantity(draft: Draft, quantities: list[Column]) -> None:
    first, *others = quantities
    for other in others:
        numbers = draft.below.numbers(other.position)
        if not agree(draft.below.numbers(first.position), numbers, share=1.0):
            draft.suggestions.append(
                rivals(draft, "quantity", quantities, taken=first.key, why=f"'{first.key}' is taken.")
            )
            break
        draft.leave(other.position, f"says the same as '{first.key}'")
        draft.notes.append(f"'{other.key}' says the same as '{first.key}', which is read as the quantity.")
    draft.leave(first.position, "")
    draft.take(first.position, "quantity", "the quantity of each line", 0.9)


def _doubt_prices(draft: Draft) -> None:
    """A price in a list of sales is what customers paid, unless it says otherwise."""
    for column in draft.holders("unit_cost"):
        words = set(tokens(column.header))
        if column.position in draft.decided or words & _PAID or not words & _PRICE:
            continue
        draft.leave(column.position, "in a list of sales a price is what customers pay")
        text = f"'{column.key}' stands in a list of sales, so it is not read as the price paid for it. Is it?"
        draft.suggestions.append(which_field(draft, column, ["unit_cost"], taken=NONE, text=text))
