"""The understanding in one sentence."""

from core.sheets.understanding import Understanding

_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def report(found: Understanding) -> str:
    """For example: "Sheet 'Items', header in row 1, 300 rows; 14 of 15 columns understood."."""
    if found.sheet is not None:
        place = f"Sheet '{found.sheet}'"
    else:
        place = f"Text in {found.encoding}, {_NAMES.get(found.delimiter or '', 'other')}-separated"
    parts = [place, f"header in row {found.header_row}", f"{found.rows:,} row{'s' * (found.rows != 1)}"]
    decimals = {column.decimal for column in found.columns if column.decimal}
    if "," in decimals:
        parts.append("decimal comma" if decimals == {","} else "decimal comma in some columns")
    percent = [column.header for column in found.columns if column.factor == 0.01]
    if percent:
        parts.append(f"{', '.join(percent)} read as percent")
    demand = found.mapped.get("demand")
    if demand is not None and demand.period not in (None, "year"):
        parts.append(f"demand per {demand.period}")
    blank = found.skipped.get("blank_rows", 0)
    if blank:
        parts.append(f"{blank:,} blank row{'s' * (blank != 1)} skipped")
    known = len(found.mapped)
    earlier = sum(not column.travels for column in found.columns)
    text = ", ".join(parts) + f"; {known} of {len(found.columns)} columns understood"
    unknown = [
        column.header or column.key for column in found.columns if column.field is None and column.travels
    ]
    if unknown:
        shown = ", ".join(unknown[:5]) + (" and others" if len(unknown) > 5 else "")
        text += f", {shown} kept as {'they are' if len(unknown) > 1 else 'it is'}"
    if earlier:
        text += f", {earlier} results of an earlier run replaced"
    return text + "."
