"""The currency of the sheet, as its money headers name it."""

from core.sheets.recognition.ask import NONE, which_field
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.qualifiers import currency_of
from core.sheets.recognition.spellings import MONEY


def settle_currency(draft: Draft) -> None:
    """All money in one currency, or what differs from the price left out until told otherwise."""
    if draft.holders("currency"):
        return
    named = {}
    for column in draft.columns.values():
        if column.field in MONEY or (
            column.field == "price_breaks" and (column.part or "").startswith("unit_cost")
        ):
            code, _ = currency_of(column.header)
            if code is not None:
                named[column.position] = code
    if not named:
        return
    prices = [code for position, code in named.items() if draft.columns[position].field != "order_cost"]
    main = prices[0] if prices else next(iter(named.values()))
    for position, code in named.items():
        column = draft.columns[position]
        if code == main or position in draft.decided or column.field is None:
            continue
        draft.leave(position, f"in {code}, while the prices are in {main}")
        text = (
            f"'{column.key}' is in {code}, the prices are in {main}, so it is left out. Read it all the same?"
        )
        draft.suggestions.append(which_field(draft, column, [column.field], taken=NONE, text=text))
    if all(code == main for position, code in named.items() if draft.columns[position].field):
        draft.currency = main
        draft.notes.append(f"Money is in {main}, as the headers say.")
