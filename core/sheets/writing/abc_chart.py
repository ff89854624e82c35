"""The ABC table of the summary and its chart: few SKUs make most of the value."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core.sheets.summary import Summary
from core.sheets.writing.cell_formats import Formats

_MOST_CURRENCIES = 4  # in the chart; the table has all
_COLOURS = ("#9CA3AF", "#1F4E5F", "#3B8EA5", "#B45309", "#6D28D9")
_SIZE = {"width": 760, "height": 320}  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class AbcTable:
    """Per class: SKUs, their share, and per currency the annual purchase value and its share."""

    classes: tuple[str, ...]
    skus: tuple[int, ...]
    currencies: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]  # by currency, then by class

    def lines(self, formats: Formats) -> Iterator[list[tuple[Any, Any]]]:
        """The table's rows as values with formats, the header first."""
        heads = ["ABC class by annual purchase value", "SKUs", "share of SKUs"]
        for name in self.currencies:
            heads += [f"{name} a year".strip(), f"share of value{f', {name}' if name else ''}"]
        yield [(head, formats.header) for head in heads]
        every = sum(self.skus)
        totals = [sum(values) for values in self.values]
        for at, name in enumerate(self.classes):
            line: list[tuple[Any, Any]] = [
                (name, formats.plain),
                (self.skus[at], formats.whole),
                (self.skus[at] / every if every else 0.0, formats.share),
            ]
            for values, total in zip(self.values, totals, strict=True):
                share = values[at] / total if total else 0.0
                line += [(values[at], formats.money), (share, formats.share)]
            yield line


def abc_table(summary: Summary) -> AbcTable | None:
    """The table of a run; None where nothing is classified."""
    if not summary.by_abc:
        return None
    classes, currencies = tuple(summary.by_abc), tuple(summary.abc_value)
    return AbcTable(
        classes=classes,
        skus=tuple(summary.by_abc.values()),
        currencies=currencies,
        values=tuple(
            tuple(summary.abc_value[currency].get(name, 0.0) for name in classes) for currency in currencies
        ),
    )


def insert_abc_chart(book: Workbook, sheet: Worksheet, table: AbcTable, *, last_row: int) -> None:
    """Put the chart below the table, whose last row is `last_row` (from 0)."""
    chart = book.add_chart({"type": "column"})
    first, name = last_row - len(table.classes) + 1, sheet.get_name()
    shares = [2, *(4 + 2 * at for at in range(min(len(table.currencies), _MOST_CURRENCIES)))]
    for colour, column in zip(_COLOURS, shares, strict=False):
        chart.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, first, 0, last_row, 0],
                "values": [name, first, column, last_row, column],
                "fill": {"color": colour},
                "data_labels": {"value": True, "num_format": "0%"},
                "gap": 80,
            }
        )
    chart.set_title({"name": "Few SKUs make most of the value", "name_font": {"size": 13}})
    chart.set_y_axis({"num_format": "0%", "min": 0, "max": 1, "major_gridlines": {"visible": False}})
    chart.set_legend({"position": "bottom"})
    chart.set_size(_SIZE)
    sheet.insert_chart(
        last_row + 2, 0, chart, {"description": "Share of SKUs and of annual purchase value per ABC class"}
    )
