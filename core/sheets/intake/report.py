"""The understanding in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.sheets.understanding import Understanding

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_SKIPPED = {
    "blank_rows": ("blank row", "skipped"),
    "total_rows": ("total row", "skipped"),
    "repeated_headers": ("repeated header", "skipped"),
    "footer_rows": ("footer row", "skipped"),
    "copies": ("exact copy", "skipped"),
    "other_table_rows": ("row", "of a second table not read"),
    "merged_rows": ("row", "added to another of the same SKU"),
    "superseded_rows": ("row", "replaced by a later one of the same SKU"),
    "dearer_offers": ("dearer offer", "left out"),
}
_PLURALS = {"exact copy": "exact copies"}
_SHOWN = 5


def report(found: Understanding, rows_with_errors: int | None = None, lacking: Sequence[str] = ()) -> str:
    """What was made of the file, sentence by sentence.

    `rows_with_errors` and `lacking`, fields no row has, are given by who has seen all rows. For example:
    "Sheet 2 of 3 ('Items'), header in row 4, 1,204 SKUs, decimal comma, Carrying rate read as percent, 3
    total rows skipped, 12 rows with errors; 14 of 15 columns understood, Colour kept as it is."
    """
    if found.questions:
        return _asking(found)
    parts = [_place(found), f"header in row {found.header_row}", _rows(found), *_readings(found)]
    parts += [_skip(kind, count) for kind, count in found.skipped.items() if count]
    if rows_with_errors is not None:
        parts.append(f"{_counted(rows_with_errors, 'row')} with errors" if rows_with_errors else "no errors")
    sentences = [f"{', '.join(parts)}; {_columns(found)}."]
    if lacking:
        sentences.append(f"Cannot be computed yet: it lacks {' and '.join(lacking)}.")
    sentences += [f"{_given(parameter)}." for parameter in found.parameters]
    sentences += [note if note.endswith((".", "!", "?")) else f"{note}." for note in found.notes]
    sentences += [_suggested(suggestion.text, suggestion.taken or "") for suggestion in found.suggestions]
    if found.suggestions:
        sentences.append("Say otherwise where that is wrong.")
    return " ".join(sentences)


def refused(found: Understanding, why: str) -> str:
    """What was made of a file that cannot be read as it is."""
    return f"{_place(found)}, header in row {found.header_row}: cannot be computed as it is. {why}"


def _asking(found: Understanding) -> str:
    asked = " ".join(question.text for question in found.questions)
    return f"{_place(found)}, header in row {found.header_row}: not read before this is answered. {asked}"


def _place(found: Understanding) -> str:
    if found.sheet is None:
        return f"Text in {found.encoding}, {_NAMES.get(found.delimiter or '', 'other')}-separated"
    if found.sheet_count > 1:
        return f"Sheet {found.sheet_number} of {found.sheet_count} ('{found.sheet}')"
    return f"Sheet '{found.sheet}'"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else _PLURALS.get(noun, f'{noun}s')}"


def _rows(found: Understanding) -> str:
    if found.table == "lines":
        return f"{_counted(found.rows, 'SKU')} from order lines"
    return _counted(found.rows, "SKU" if "location" not in found.mapped else "row")


def _readings(found: Understanding) -> list[str]:
    parts = []
    decimals = {column.decimal for column in found.columns if column.field and column.decimal}
    if "," in decimals:
        parts.append("decimal comma" if decimals == {","} else "decimal comma in some columns")
    percent = [
        column.header for column in found.columns if column.field and "read as percent" in column.reason
    ]
    if percent:
        parts.append(f"{' and '.join(percent)} read as percent")
    periods = [column for column in found.columns if column.field == "demand"]
    period = next((column.period for column in periods if column.period not in (None, "year")), None)
    if period is not None and periods[0].part is not None:
        parts.append(f"demand from {_counted(len(periods), f'{period} column')}")
    elif period is not None:
        parts.append(f"demand per {period}")
    return parts


def _skip(kind: str, count: int) -> str:
    noun, what = _SKIPPED.get(kind, (kind.replace("_", " "), "skipped"))
    return f"{_counted(count, noun)} {what}"


def _columns(found: Understanding) -> str:
    known = sum(column.field is not None for column in found.columns)
    text = f"{known} of {len(found.columns)} columns understood"
    unknown = [
        column.header or column.key for column in found.columns if column.field is None and column.travels
    ]
    if unknown:
        shown = ", ".join(unknown[:_SHOWN]) + (" and others" if len(unknown) > _SHOWN else "")
        what = (
            "left out" if found.table == "lines" else f"kept as {'they are' if len(unknown) > 1 else 'it is'}"
        )
        text += f", {shown} {what}"
    earlier = sum(not column.travels for column in found.columns)
    if earlier:
        text += f", {earlier} results of an earlier run replaced"
    return text


def _given(parameter: Mapping[str, Any]) -> str:
    name = str(parameter["field"]).replace("_", " ")
    value, cell, text = parameter["value"], parameter["cell"], parameter["text"]
    return f"{name.capitalize()} {value:,.10g} for all rows, from cell {cell} ('{text}')"


def _suggested(text: str, taken: str) -> str:
    how = "Not used" if taken == "none" else f"Taken as {taken.replace('_', ' ')}"
    return f"{text} ({how}.)"
