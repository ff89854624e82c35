"""Columns of values as cells of a worksheet's XML (ECMA-376 part 1, 18.3.1.4), a column at a time.

A call per cell costs a hundred times what polars needs to join the same characters for a whole column.
"""

import datetime as dt
import re

import polars as pl

LONGEST_TEXT = 32_767  # UTF-16 units of a cell
_EPOCH = dt.date(1899, 12, 30)  # day 0 from March 1900 on; before, a spreadsheet counts a 29 February 1900
_FIRST_DAY = dt.date(1900, 3, 1)
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What XML cannot hold stands as _xHHHH_ (ECMA-376 part 1, 22.9.2.19); so must a text that looks like it.
_FORBIDDEN = [chr(code) for code in (*range(0x09), 0x0B, 0x0C, *range(0x0D, 0x20), 0xFFFE, 0xFFFF)]
_ESCAPES = _MARKUP | {letter: f"_x{ord(letter):04X}_" for letter in _FORBIDDEN}
_LOOKS_ESCAPED = r"_(x[0-9A-Fa-f]{4}_)"
_NEEDS_CARE = r"[&<>\x00-\x08\x0B-\x0C\x0D-\x1F\x{FFFE}\x{FFFF}]|_x[0-9A-Fa-f]{4}_"
_HAS_EDGES = r"^\s|\s$"
# Text a spreadsheet program would run when somebody edits its cell; full-width signs count in East Asia.
RISKY = r"^[=+\-@\t\r\n" + "\uff1d\uff0b\uff0d\uff20]"


def is_risky(text: str) -> bool:
    """Whether a text begins as a formula does."""
    return re.match(RISKY, text) is not None


def number_cells(values: pl.Series, letters: str, rows: pl.Series, whole: int, fraction: int) -> pl.Series:
    """Numbers as cells, null where absent or not finite.

    `rows` are the worksheet's row numbers as text, `whole` and `fraction` the style indexes of values
    without and with decimals.
    """
    finite = pl.when(pl.col("v").is_finite()).then(pl.col("v"))
    style = (
        pl.lit(f'" s="{whole}"><v>')
        if whole == fraction
        else pl.when(pl.col("v") == pl.col("v").round(0))
        .then(pl.lit(f'" s="{whole}"><v>'))
        .otherwise(pl.lit(f'" s="{fraction}"><v>'))
    )
    text = finite.cast(pl.String).str.strip_suffix(".0")
    return _joined(values.cast(pl.Float64), letters, rows, style, text, pl.lit("</v></c>"))


def flag_cells(values: pl.Series, letters: str, rows: pl.Series, style: int) -> pl.Series:
    """Booleans as cells."""
    text = pl.col("v").cast(pl.Int8).cast(pl.String)
    return _joined(values, letters, rows, pl.lit(f'" s="{style}" t="b"><v>'), text, pl.lit("</v></c>"))


def date_cells(values: pl.Series, letters: str, rows: pl.Series, date: int, text: int) -> pl.Series:
    """Days as cells; those before March 1900, which spreadsheets miscount, as text."""
    days = (pl.col("v") - pl.lit(_EPOCH)).dt.total_days().cast(pl.String)
    counted = _joined(
        values.set(values < _FIRST_DAY, None),
        letters,
        rows,
        pl.lit(f'" s="{date}"><v>'),
        days,
        pl.lit("</v></c>"),
    )
    early = values.set(values >= _FIRST_DAY, None)
    if early.null_count() == len(early):
        return counted
    return either(counted, text_cells(early.dt.to_string("%Y-%m-%d"), letters, rows, text, text))


def text_cells(values: pl.Series, letters: str, rows: pl.Series, plain: int, quoted: int) -> pl.Series:
    """Texts as cells, shortened to what a cell holds.

    `quoted` is the style of those that begin like a formula.
    """
    texts = _shortened(values)
    open_, close = pl.lit("<is><t>"), pl.lit("</t></is></c>")
    if texts.str.contains(_HAS_EDGES).any():
        kept = pl.lit('<is><t xml:space="preserve">')
        open_ = pl.when(pl.col("v").str.contains(_HAS_EDGES)).then(kept).otherwise(open_)
    style: pl.Expr = pl.lit(f'" s="{plain}" t="inlineStr">')
    if quoted != plain and texts.str.contains(RISKY).any():
        risky = pl.lit(f'" s="{quoted}" t="inlineStr">')
        style = pl.when(pl.col("v").str.contains(RISKY)).then(risky).otherwise(style)
    text = pl.col("v")
    if texts.str.contains(_NEEDS_CARE).any():
        text = text.str.replace_all(_LOOKS_ESCAPED, "_x005F_$1").str.replace_many(_ESCAPES)
    present = texts.set(texts == "", None)
    return _joined(present, letters, rows, style, open_, text, close)


def blank_cells(letters: str, rows: pl.Series, style: int) -> pl.Series:
    """Cells without a value that carry a style."""
    return _joined(rows, letters, rows, pl.lit(f'" s="{style}"/>'))


def either(first: pl.Series, second: pl.Series) -> pl.Series:
    """The cells of the first column, those of the second where it has none."""
    return pl.select(pl.coalesce(first, second)).to_series()


def rows_xml(cells: list[pl.Series], rows: pl.Series) -> pl.Series:
    """Rows of the worksheet from columns of cells."""
    table = pl.DataFrame([column.alias(str(at)) for at, column in enumerate(cells)])
    return table.select(
        pl.concat_str(
            pl.lit('<row r="'), rows, pl.lit('">'), *table.columns, pl.lit("</row>"), ignore_nulls=True
        )
    ).to_series()


def _joined(values: pl.Series, letters: str, rows: pl.Series, *parts: pl.Expr) -> pl.Series:
    """A cell per value, null where the value is."""
    table = pl.DataFrame({"v": values, "r": rows})
    return (
        table.select(pl.concat_str(pl.lit(f'<c r="{letters}'), "r", *parts))
        .to_series()
        .set(values.is_null(), None)
    )


def _shortened(texts: pl.Series) -> pl.Series:
    """Texts of at most `LONGEST_TEXT` UTF-16 units; no half of a surrogate pair is left at the end."""
    if not (texts.str.len_bytes() > LONGEST_TEXT).any():
        return texts
    return pl.Series([None if text is None else _cut(text) for text in texts.to_list()], dtype=pl.String)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
