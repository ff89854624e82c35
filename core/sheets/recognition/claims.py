"""What each header plainly claims, column by column, before any two claims are compared."""

from dataclasses import replace

from core.errors import InvalidOption
from core.inventory.fields import ITEM
from core.sheets.options import DEMAND_PERIODS
from core.sheets.recognition.draft import Draft, listed
from core.sheets.recognition.our_headers import DECISION_HEADERS, DECISION_ORDER, ERROR_HEADERS
from core.sheets.recognition.plan import Parameter
from core.sheets.recognition.scales import scale_of
from core.sheets.recognition.spelling import Spelling
from core.sheets.recognition.spellings import A_YEAR, SHARES, can_be_scaled, spelled, words
from core.sheets.recognition.synonyms.symbols import SYMBOLS
from core.sheets.understanding import Column

_OURS = frozenset(DECISION_HEADERS.values())
_TELLTALE = 5  # this many of our own output headers, spelled exactly, and the sheet is one of our own
_FEWEST_SYMBOLS, _FEWEST_BESIDE_NAMES = 3, 2
_DAYS = {"day": 1.0, "week": 7.0, "month": 365.0 / 12.0, "quarter": 365.0 / 4.0, "year": 365.0}


def claim(draft: Draft) -> None:
    """Give every column the field its header plainly names, or that the mapping gives it.

    Raises:
        InvalidOption: the mapping gives one field to two columns.

    """
    _map(draft)
    _leave_earlier_results(draft)
    chosen: set[str | None] = {column.field for column in draft.columns.values() if column.field}
    for column in list(draft.free()):
        found = spelled(column.header)
        if found is None or found.field == "sku" or found.field not in ITEM:
            continue
        if found.field in chosen:
            draft.leave(column.position, f"another column was mapped to {found.field}")
        else:
            _take(draft, column.position, found)
    _read_symbols(draft, chosen)


def _map(draft: Draft) -> None:
    by_key = {column.key: column.position for column in draft.columns.values()}
    by_header = {column.header: column.position for column in reversed(list(draft.columns.values()))}
    holders: dict[str, list[str]] = {}
    for given, name in draft.options.mapping.items():
        text = " ".join(given.split())
        position = by_key.get(text, by_header.get(text))
        if position is None:
            continue
        if not name:
            for at, column in draft.columns.items():
                if at in draft.decided and text in (column.key, column.header):
                    draft.leave(at, "left out by the mapping")
            continue
        holders.setdefault(name, []).append(text)
        found = spelled(draft.columns[position].header)
        same = found if found is not None and found.field == name else _scaled(name, draft.columns[position])
        _take(draft, position, same, reason="as the mapping says", confidence=1.0)
    for name, headers in holders.items():
        if len(headers) > 1 and name not in ("demand", "price_breaks"):  # those may have parts
            raise InvalidOption(
                f"mapping gives {name} to {len(headers)} columns: {', '.join(map(repr, headers))}.",
                remedy=f"Give it to one of them. The headers are: {listed(draft.columns.values())}.",
            )


def _scaled(field: str, column: Column) -> Spelling:
    """A field its header does not name, whose header may say thousands all the same."""
    scale = scale_of(column.header)[0] if can_be_scaled(field) else 1.0
    return Spelling(field, factor=scale, scale=scale)


def _leave_earlier_results(draft: Draft) -> None:
    """The result columns of an earlier run, when the sheet is one Lotwise wrote, are not read again."""
    columns = list(draft.columns.values())
    errors = [column.position for column in columns if column.header in ERROR_HEADERS]
    found = errors if len(errors) == len(ERROR_HEADERS) else []
    start = max((column.position for column in columns if column.header == DECISION_ORDER[0]), default=None)
    if not found and start is not None:
        ours = [column.position for column in columns if column.position >= start and column.header in _OURS]
        found = ours if len(ours) >= _TELLTALE else []
    for position in found:
        if position not in draft.decided:
            draft.columns[position] = replace(
                draft.columns[position], reason="result of an earlier run", travels=False
            )
    for column in columns:
        if (
            column.header in _OURS
            and "_" in column.header
            and column.position not in {*found, *draft.decided}
        ):
            draft.leave(column.position, "a result of Lotwise, not an input")
            draft.decided |= {column.position}


def _take(
    draft: Draft, position: int, found: Spelling, *, reason: str = "", confidence: float | None = None
) -> None:
    column = draft.columns[position]
    is_exact = words(column.header) == words(found.field)
    said = [reason or ("named exactly so" if is_exact else "plainly named")]
    if found.field.endswith("_days") and found.factor != 1.0:
        said.append(f"converted to days (x {found.factor:.4g})")
    elif found.field == "demand" and found.factor != found.scale:
        said.append(f"over the period in its header, a year's (x {found.factor / found.scale:.4g})")
    elif found.factor != found.scale:
        said.append(f"a year's (x {found.factor / found.scale:.4g})")
    if found.scale != 1.0:
        said.append(f"x {found.scale:g} as its header says")
    if found.period in DEMAND_PERIODS:
        said.append(f"per {found.period}")
    if found.currency:
        said.append(f"in {found.currency}")
    if found.field in SHARES and found.is_percent:
        said.append("a percentage or a fraction, as its numbers say")
    if found.price_per != 1.0:
        said.append(f"for {found.price_per:g} units")
        cell = f"{column.letter}{draft.header.row + 1}"
        draft.parameters.append(
            Parameter(
                field="price_per", value=found.price_per, cell=cell, label=column.header, text=column.header
            )
        )
    draft.take(
        position,
        found.field,
        ", ".join(said),
        confidence if confidence is not None else (1.0 if is_exact else 0.9),
        factor=found.factor,
        period=found.period,
    )


def _read_symbols(draft: Draft, chosen: set[str | None]) -> None:
    """Single letters of the textbooks, where several stand together and say different things."""
    found: dict[str, list[int]] = {}
    count = 0
    for column in draft.free():
        name = SYMBOLS.get(column.header)
        if name is not None:
            count += 1
            found.setdefault(name, []).append(column.position)
    named = any(column.field for column in draft.columns.values())
    if count < (_FEWEST_BESIDE_NAMES if named else _FEWEST_SYMBOLS):
        return
    for name, positions in found.items():
        if not name or name in chosen or draft.holders(name) or len(positions) > 1:
            continue
        draft.take(positions[0], name, "a symbol of the textbooks beside others", 0.6)
        draft.notes.append(f"'{draft.columns[positions[0]].key}' is read as {name}, as in the textbooks.")


def apply_units(draft: Draft) -> None:
    """What the options say a column is counted in, whatever its header says.

    Raises:
        InvalidOption: they name a column that is not there.

    """
    by_name = {column.header: column.position for column in reversed(list(draft.columns.values()))}
    by_name |= {column.key: column.position for column in draft.columns.values()}
    for given, unit in draft.options.units.items():
        position = by_name.get(" ".join(given.split()))
        if position is None:
            raise InvalidOption(
                f"units names the header {given!r}, which the sheet does not have.",
                remedy=f"The headers are: {listed(draft.columns.values())}.",
            )
        column = draft.columns[position]
        reason = f"{column.reason}, {unit} as the options say"
        if unit in ("percent", "fraction"):
            draft.columns[position] = replace(column, unit=unit, reason=reason)
        elif column.field is not None and column.field.endswith("_days"):
            draft.columns[position] = replace(column, factor=_DAYS[unit], reason=reason)
        elif column.field == "holding_cost":
            draft.columns[position] = replace(column, factor=A_YEAR[unit], reason=reason)
        else:
            draft.columns[position] = replace(column, period=unit, factor=1.0, reason=reason)
