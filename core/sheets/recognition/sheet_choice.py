"""Which sheet holds the items, and which other one their price breaks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import HeaderMissing, InvalidOption, NoRows
from core.sheets.files.book import Head
from core.sheets.options import SheetOptions
from core.sheets.questions import Choice, Question
from core.sheets.recognition.below import Below
from core.sheets.recognition.doubtful_headers import doubtful, sku_rank
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.header_row import Scored, best_header
from core.sheets.recognition.header_words import joined
from core.sheets.recognition.our_headers import DECISION_HEADERS
from core.sheets.recognition.plan import BreaksPlace
from core.sheets.recognition.spellings import spelled
from core.sheets.recognition.understood_table import missing, understood_table
from core.sheets.recognition.vocabulary import DATES, keys

_OURS = frozenset(DECISION_HEADERS.values())
_BREAK_SHEET = re.compile(
    r"(?i)break|tier|staffel|discount|rabatt|preis|price|tarif|escala|palier|scont|indirim"
)
_FROM = keys(
    "min qty|from qty|from|min quantity|minimum quantity|break qty|break quantity|qty from|quantity from|"
    "ab menge|ab|staffelmenge|quantité min|à partir de|dès|desde|cantidad mínima|a partir de|da|price break|"
    "qty break|tier|vanaf"
)
_MOST_COLUMNS = 8  # of a sheet of price breaks


@dataclass(frozen=True, slots=True)
class Candidate:
    """One sheet, with what was made of it; `error` is why an option does not fit it."""

    at: int
    head: Head
    found: Scored | None
    draft: Draft | None
    error: InvalidOption | None = None

    @property
    def is_good(self) -> bool:
        """Whether it holds items with their demand."""
        return self.draft is not None and not missing(self.draft)

    @property
    def is_ours(self) -> bool:
        """Whether Lotwise wrote it: the decisions of an earlier run."""
        if self.draft is None:
            return False
        return any(not column.travels and column.header in _OURS for column in self.draft.columns.values())


def look_at(heads: Sequence[Head], options: SheetOptions) -> list[Candidate]:
    """The sheets that may hold the items: the one named, or all that can be seen.

    Raises:
        InvalidOption: no sheet is called so.
        NoRows: no visible sheet holds any cell.

    """
    if options.sheet is not None:
        chosen = [at for at, head in enumerate(heads) if head.name == options.sheet]
        if not chosen and heads and not (len(heads) == 1 and not heads[0].name):
            names = ", ".join(repr(head.name) for head in heads)
            raise InvalidOption(f"There is no sheet {options.sheet!r}.", remedy=f"The sheets are: {names}.")
        chosen = chosen or [0][: len(heads)]
    else:
        chosen = [at for at, head in enumerate(heads) if head.is_visible and head.rows]
    if not any(heads[at].rows for at in chosen):
        hidden = [repr(head.name) for head in heads if not head.is_visible and head.rows]
        if hidden and options.sheet is None:
            raise NoRows(
                f"All sheets that hold anything are hidden: {', '.join(hidden)}.",
                remedy="Show the sheet, or name it with the option `sheet`.",
            )
        raise NoRows("No visible sheet holds any cell.", remedy="Fill a sheet with items below a header row.")
    return [_candidate(at, heads[at], options) for at in chosen]


def _candidate(at: int, head: Head, options: SheetOptions) -> Candidate:
    found = best_header(head, options)
    if found is None:
        return Candidate(at, head, None, None)
    try:
        return Candidate(at, head, found, understood_table(head, found, options))
    except InvalidOption as error:
        return Candidate(at, head, found, None, error)


def choose(candidates: Sequence[Candidate]) -> tuple[Candidate, list[Question]]:
    """The sheet to read, and the question which one where several are equally good.

    Raises:
        InvalidOption: an option fits no sheet.
        HeaderMissing: no sheet has anything like a header.

    """
    ours = [one for one in candidates if one.is_ours and one.is_good]
    good = ours[:1] if len(ours) == 1 else [one for one in candidates if one.is_good]
    if good:
        return good[0], [_which(good)] if len(good) > 1 else []
    readable = [one for one in candidates if one.draft is not None and one.found is not None]
    if not readable:
        error = next((one.error for one in candidates if one.error is not None), None)
        if error is not None:
            raise error
        raise HeaderMissing(
            "No row in the first 30 looks like a header, so no column is known to be the SKU or the demand.",
            remedy="Write a header row above the items, for example: sku, demand, unit_cost; "
            "or give its row as `header_row`.",
        )
    best = max(one.found.score for one in readable if one.found is not None)
    top = [one for one in readable if one.found is not None and one.found.score == best]
    return top[0], [_which(top)] if len(top) > 1 and best > 0 else []


def _which(candidates: Sequence[Candidate]) -> Question:
    names = [one.head.name for one in candidates]
    return Question(
        id="sheet",
        about="sheet",
        text=f"{len(names)} sheets look like items: {', '.join(map(repr, names))}. Which one is to be read?",
        choices=tuple(
            Choice(value=name, label=f"the sheet '{name}'", options={"sheet": name}) for name in names
        ),
    )


def breaks_place(heads: Sequence[Head], chosen: int) -> BreaksPlace | None:
    """The other sheet that holds price breaks, a tier a row, if there is just one."""
    found = [
        place
        for at, head in enumerate(heads)
        if at != chosen and head.is_visible and head.rows and (place := _breaks(at, head)) is not None
    ]
    return found[0] if len(found) == 1 else None


def _breaks(at: int, head: Head) -> BreaksPlace | None:
    best = best_header(head, SheetOptions())
    if best is None or len(best.header.cells) > _MOST_COLUMNS:
        return None
    texts = best.header.texts
    if any(joined(text) in DATES for text in texts.values()):
        return None
    skus = sorted(
        (position for position in texts if sku_rank(texts[position])), key=lambda p: -sku_rank(texts[p])
    )
    prices = [position for position in texts if _is_price(texts[position])]
    sure = [
        position for position in texts if joined(texts[position]) in _FROM or _is_minimum(texts[position])
    ]
    vague = [position for position in texts if "quantity" in doubtful(texts[position])]
    quantities = sure or (vague if _BREAK_SHEET.search(head.name) else [])
    if not skus or len(prices) != 1 or len(quantities) != 1:
        return None
    below = Below(head, best.header.row)
    repeats = below.distinct(skus[0]) < 1.0
    if not repeats or not below.is_numeric(quantities[0]) or not below.is_numeric(prices[0]):
        return None
    return BreaksPlace(
        head=at, header_row=best.header.row, sku=skus[0], min_qty=quantities[0], unit_cost=prices[0]
    )


def _is_price(header: str) -> bool:
    said = spelled(header)
    return said.field == "unit_cost" if said is not None else doubtful(header) == ("unit_cost",)


def _is_minimum(header: str) -> bool:
    said = spelled(header)
    return said is not None and said.field == "min_order_qty"
