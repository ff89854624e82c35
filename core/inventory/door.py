"""The door: columns as a caller holds them become clean columns; what is no number or no text is refused."""

import re
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from core.errors import InvalidItem
from core.inventory.arrays import Codes, Mask, Numbers, Words
from core.inventory.fields import ITEM, Kind
from core.inventory.fixed import FIXED
from core.inventory.medians import MEDIANS
from core.inventory.sheet import Sheet

BREAK_QUANTITIES = "price_breaks_min_qty"
BREAK_COSTS = "price_breaks_unit_cost"

_KINDS: dict[str, Kind] = {
    **{name: field.kind for name, field in ITEM.items() if field.kind is not Kind.BREAKS},
    **dict.fromkeys(MEDIANS, Kind.NUMBER),
    **FIXED,
}
_IS_NUMBER: dict[type, int] = {int: 0, float: 0, np.float64: 0, np.int64: 0, type(None): 0}
_IS_TEXT: dict[type, int] = {str: 0, type(None): 0}
# PostgreSQL refuses both, and one of them would fail the COPY of a whole chunk.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def read(items: Mapping[str, npt.NDArray[np.generic]]) -> Sheet:
    """Return the columns as clean arrays of one length.

    Infinity and, in a numeric column, text and booleans are refused row by row; NaN, None, -1 (flags) mean
    absent. Raises InvalidItem for a column that is no item field or not as long as the others.
    """
    sizes = {len(column) for column in items.values()}
    if len(sizes) > 1:
        raise InvalidItem(f"The columns have different lengths: {sorted(sizes)}.")
    sheet = Sheet(size=sizes.pop() if sizes else 0)
    if sheet.size == 0:
        return sheet
    for name, column in items.items():
        match _KINDS.get(name):
            case Kind.NUMBER:
                _put_number(sheet, name, column)
            case Kind.TEXT:
                _put_text(sheet, name, column)
            case Kind.FLAG:
                _put_flag(sheet, name, column)
            case _ if name not in {BREAK_QUANTITIES, BREAK_COSTS}:
                raise InvalidItem(f"{name} is not a field of an item.")
    return sheet


def _put_number(sheet: Sheet, name: str, column: npt.NDArray[np.generic]) -> None:
    values = np.ascontiguousarray(column) if column.dtype == np.float64 else _to_number(sheet, name, column)
    sheet.put(name, values)
    low, high = sheet.ranges.get(name, (0.0, 0.0))
    if np.isinf(low) or np.isinf(high):
        infinite = np.isinf(sheet.numbers[name])
        sheet.report(name, "not_finite", "error", infinite, "is not a finite number", remedy="give a number")


def _to_number(sheet: Sheet, name: str, column: npt.NDArray[np.generic]) -> Numbers:
    if column.dtype.kind in "iuf":
        return np.ascontiguousarray(column, dtype=np.float64)
    given = column.astype(object)
    bad = _found(map(_IS_NUMBER.get, map(type, given.tolist()), [1] * given.size), given.size)
    sheet.report(
        name,
        "not_a_number",
        "error",
        bad,
        "is not a number",
        remedy="give a number without quotes",
        values=given,
    )
    numbers = given.copy()
    numbers[bad] = None
    return numbers.astype(np.float64)


def _put_flag(sheet: Sheet, name: str, column: npt.NDArray[np.generic]) -> None:
    flags: Codes = np.ascontiguousarray(column, dtype=np.int8)
    if (flags != -1).any():
        sheet.flags[name] = flags


def _put_text(sheet: Sheet, name: str, column: npt.NDArray[np.generic]) -> None:
    words: Words = column.astype(object, copy=False)
    given = words.tolist()
    try:
        joined = "".join(filter(None, given))
    except TypeError:
        other = _found(map(_IS_TEXT.get, map(type, given), [1] * len(given)), len(given))
        sheet.report(name, "not_text", "error", other, "is not text", remedy="give text", values=words)
        return
    if not joined:
        return
    if "\x00" in joined or not (joined.isascii() or _is_storable(joined)):
        odd = _found(map(_UNSTORABLE.search, map(str, given)), len(given))
        shown = words.copy()
        shown[odd] = np.fromiter(map(ascii, words[odd].tolist()), dtype=object)
        sheet.report(
            name,
            "unstorable_text",
            "error",
            odd,
            "holds a NUL character or half a surrogate pair, which no database stores",
            remedy="remove the invisible character",
            values=shown,
        )
        words = words.copy()
        words[odd] = None
    sheet.words[name] = words


def _found(marks: Iterable[object], size: int) -> Mask:
    return np.fromiter(map(bool, marks), dtype=np.bool_, count=size)


def _is_storable(joined: str) -> bool:
    try:
        joined.encode()
    except UnicodeEncodeError:
        return False
    return True
