"""What a run says of itself: which columns it writes, and where its figures come from, in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.sheets.catalogue.facts import CatalogueFacts
from core.sheets.catalogue.months import Window
from core.sheets.catalogue.pages import columns_of, fields_in_use
from core.sheets.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of the catalogue itself; its stock figures are of some moments between the two."""

    name: str
    fields: Sequence[str]
    other_headers: Sequence[str]
    stock_from: datetime | None
    stock_to: datetime | None


def understanding_of(
    catalogue: Told, facts: CatalogueFacts, window: Window | None, scenario: str | None = None
) -> Understanding:
    """The run as if it were a sheet; with `window` None no demand of past months is known or asked for.

    `scenario` is the sentence of what is assumed, where it is one.
    """
    rows = int(facts.item_no.size)
    notes = [scenario] if scenario else []
    if window is not None:
        made = facts.from_history
        notes.append(
            f"Demand of {made:,} of {rows:,} items is from the months {window}; of the others as given."
        )
    if catalogue.stock_from is not None and catalogue.stock_to is not None:
        notes.append(_stock(catalogue.stock_from, catalogue.stock_to))
    return Understanding(
        sheet=None,
        columns=columns_of(fields_in_use(catalogue.fields), catalogue.other_headers),
        rows=rows,
        notes=tuple(notes),
        report=" ".join([f"{rows:,} items of the catalogue {catalogue.name}.", *notes]),
    )


def _stock(first: datetime, last: datetime) -> str:
    shown = [f"{one:%Y-%m-%d %H:%M}" for one in (first, last)]
    if shown[0] == shown[1]:
        return f"Stock figures are of {shown[0]} (UTC)."
    return f"Stock figures are of {shown[0]} to {shown[1]} (UTC)."
