"""Looks through every line for receipts among issues: the first rows of a long list may hold only issues."""

from collections.abc import Collection

import numpy as np
import polars as pl

from core.errors import UnreadableFile
from core.sheets.files.raw_names import raw_name
from core.sheets.intake.read_fields import Fields
from core.sheets.intake.reading import Reading
from core.sheets.recognition.movements import MOST_KINDS, is_coded, kinds, signs
from core.sheets.understanding import Column
from core.sheets.values.cells import as_text


class LineKinds:
    """Takes batches of lines as they come; refuses them once all were seen."""

    def __init__(self, reading: Reading, told: Collection[str]) -> None:
        """`told` are the columns the mapping says something about: whoever said it has looked at them."""
        names = {" ".join(name.split()) for name in told}
        open_ones = [one for one in reading.columns if not {one.header, one.key} & names]
        self._quantity = next((one for one in open_ones if one.field == "quantity"), None)
        self._texts = {
            one.position: (one, set[str]()) for one in open_ones if one.field is None and one.travels
        }
        self._below = self._count = 0

    def look(self, raw: pl.DataFrame, fields: Fields) -> None:
        """Look at the next batch."""
        for position, (column, texts) in list(self._texts.items()):
            cells = raw[raw_name(position)] if raw_name(position) in raw.columns else None
            if cells is None or (cells.dtype.is_numeric() and not is_coded(column)):
                continue
            found = cells.unique().drop_nulls()
            if len(found) <= MOST_KINDS:
                texts |= {text.strip() for text in as_text(found).to_list() if text and text.strip()}
            if len(found) > MOST_KINDS or len(texts) > MOST_KINDS:
                del self._texts[position]
        if self._quantity is not None:
            numbers = np.nan_to_num(fields.number("quantity", raw.height))
            self._below += int((numbers < 0).sum())
            self._count += int((numbers != 0).sum())

    def refusal(self) -> tuple[UnreadableFile, Column] | None:
        """Why these lines cannot be summed, and for which column: what came stands among what went."""
        for column, texts in self._texts.values():
            refusal = kinds(column, texts)
            if refusal is not None:
                return refusal, column
        if self._quantity is not None:
            refusal = signs(self._quantity, self._below, self._count)
            if refusal is not None:
                return refusal, self._quantity
        return None
