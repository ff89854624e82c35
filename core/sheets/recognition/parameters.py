"""Values for all rows, written once beside their labels: above the table, or on a sheet of their own."""

import re
from collections.abc import Iterable, Mapping

from core.inventory.currencies import CODES
from core.sheets.files.book import Cell, CellKind, Head
from core.sheets.recognition.below import number_of
from core.sheets.recognition.header_words import tokens
from core.sheets.recognition.plan import Parameter
from core.sheets.recognition.qualifiers import DAY_WORDS
from core.sheets.recognition.spellings import SHARES, spelled
from core.sheets.understanding import letters

FIELDS = frozenset(
    ["order_cost", "holding_rate", "holding_cost", "lead_time_days", "lead_time_std_days", "service_level"]
) | {"fill_rate", "review_period_days"}
_TOGETHER = re.compile(
    r"(?P<label>[^\d:=]*[^\d:=\s])\s*[:=]?\s*"
    r"(?P<value>[-+]?[^\d\s]{0,3}\s?\d[\d.,' ]*\d|\d)(?P<unit>\s*[^\d]*)"
)
_NEXT_CELLS = 3  # a value stands at most this far right of its label
_LONGEST_LABEL = 60
_MOST_ROWS = 60  # of a sheet of parameters
_HIGHEST_RATE = 5.0


def parameters_above(head: Head, top: int) -> tuple[list[Parameter], str]:
    """What is said above row `top` of a sheet, and the currency named there."""
    return _collected((row, cells) for row, cells in sorted(head.rows.items()) if row < top)


def parameters_on(head: Head) -> tuple[list[Parameter], str]:
    """What a sheet of labels and values says."""
    rows = sorted(head.rows.items())
    return _collected(rows) if len(rows) <= _MOST_ROWS else ([], "")


def _collected(rows: Iterable[tuple[int, Mapping[int, Cell]]]) -> tuple[list[Parameter], str]:
    found: list[Parameter] = []
    currency = ""
    for row, cells in rows:
        order = sorted(cells)
        for at, position in enumerate(order):
            cell = cells[position]
            if cell.kind is not CellKind.TEXT or len(cell.text) > _LONGEST_LABEL:
                continue
            behind = [cells[other] for other in order[at + 1 :] if other - position <= _NEXT_CELLS]
            currency = currency or _currency(cell, behind)
            one = _together(cell, row, position) or _apart(cell, behind, row, order[at + 1 :])
            if one is not None:
                found.append(one)
    return found, currency


def _currency(label: Cell, behind: list[Cell]) -> str:
    said = spelled(label.text.strip().rstrip(":="))
    if said is not None and said.field == "currency" and behind and behind[0].text.strip().upper() in CODES:
        return behind[0].text.strip().upper()
    return ""


def _together(cell: Cell, row: int, position: int) -> Parameter | None:
    """As in "Order cost: 115", "Holding rate 25 %"."""
    match = _TOGETHER.fullmatch(" ".join(cell.text.split()))
    if match is None:
        return None
    unit = match["unit"].strip()
    return _parameter(
        match["label"], Cell(match["value"] + ("%" if "%" in unit else "")), unit, row, position, cell.text
    )


def _apart(label: Cell, behind: list[Cell], row: int, positions: list[int]) -> Parameter | None:
    """A label and the number right of it, its unit perhaps behind: "Lead time | 2 | weeks"."""
    for at, cell in enumerate(behind):
        if cell.kind is CellKind.TEXT and number_of(cell.text) is None:
            if len(tokens(cell.text)) == 1 and len(cell.text) <= 3:
                continue  # a symbol between label and value: "Order cost | K | 115"
            return None
        if cell.kind in (CellKind.TEXT, CellKind.NUMBER):
            unit = (
                behind[at + 1].text if at + 1 < len(behind) and behind[at + 1].kind is CellKind.TEXT else ""
            )
            name = label.text.strip().rstrip(":=").strip()
            return _parameter(name, cell, unit, row, positions[at], label.text)
        return None
    return None


def _parameter(label: str, cell: Cell, unit: str, row: int, position: int, said_as: str) -> Parameter | None:
    label = label.strip().rstrip(":=").strip()
    said = spelled(label)
    if said is None or said.field not in FIELDS:
        return None
    number = number_of(cell.text)
    if number is None or number < 0:
        return None
    name, value = said.field, number * said.factor
    is_percent = "%" in cell.text or "%" in unit or said.is_percent or "%" in label
    if name == "holding_cost" and is_percent:
        name = "holding_rate"
    if name in SHARES:
        share = _share(cell, number, is_percent)
        if share is None or not 0 < share <= (_HIGHEST_RATE if name == "holding_rate" else 1.0):
            return None
        value = share
    elif name.endswith("_days") and not said.has_unit:
        value = number * DAY_WORDS.get("".join(tokens(unit)), 1.0)
    return Parameter(
        field=name, value=value, cell=f"{letters(position)}{row + 1}", label=label or said_as, text=cell.text
    )


def _share(cell: Cell, number: float, is_percent: bool) -> float | None:
    if "%" in cell.number_format:
        return number  # the cell holds the fraction and shows percent
    if "%" in cell.text:
        return number / 100.0
    if number > 1.0:
        return number / 100.0
    return number if not is_percent or number <= 1.0 else None
