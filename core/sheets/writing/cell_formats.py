"""How cells of a written workbook look: few colours, real numbers, dates as dates."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from core.inventory.fields import DECISION
from core.sheets.writing.cell_xml import is_risky
from core.sheets.writing.layout import OutputColumn

_FONT = {"font_name": "Calibri", "font_size": 11}
# A price per unit may be a fraction of a cent; sums are shown to the cent.
MONEY = frozenset(
    name for name, field in DECISION.items() if field.unit.startswith("money") and "unit" not in field.unit
)
SHARES = frozenset(name for name, field in DECISION.items() if field.unit == "0..1")
_INK, _RESULT_INK, _PAPER, _RESULT_PAPER = "#1F2A37", "#FFFFFF", "#E5E7EB", "#1F4E5F"


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        def made(**properties: object) -> Format:
            return book.add_format({**_FONT, **properties})

        header = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        ours = {**header, "font_color": _RESULT_INK, "bg_color": _RESULT_PAPER}
        theirs = {**header, "font_color": _INK, "bg_color": _PAPER}
        total = {"bold": True, "top": 1, "bg_color": "#F3F4F6"}
        self.header = made(**theirs)
        self.result_header = made(**ours)
        self.text = made(num_format="@")
        # Shows an apostrophe-quoted text as Excel itself keeps it: never run, never turned into a formula.
        self.quoted = made(num_format="@", quote_prefix=True)
        self.quoted_header = made(**theirs, quote_prefix=True)
        self.quoted_result_header = made(**ours, quote_prefix=True)
        self.plain = made()
        self.whole = made(num_format="#,##0")
        self.fraction = made(num_format="#,##0.00##")
        self.money = made(num_format="#,##0.00")
        self.share = made(num_format="0.0%")
        self.date = made(num_format="yyyy-mm-dd")
        self.bold = made(**total)
        self.quoted_bold = made(**total, quote_prefix=True)
        self.bold_whole = made(**total, num_format="#,##0")
        self.bold_money = made(**total, num_format="#,##0.00")
        self.title = made(bold=True, font_size=16, font_color=_RESULT_PAPER)
        note = {"font_color": "#6B7280", "text_wrap": True, "valign": "top"}
        self.note = made(**note)
        self.quoted_note = made(**note, quote_prefix=True)
        self.sentence = made(text_wrap=True, valign="top")
        self.order_now = book.add_format({"bg_color": "#FFF3CD"})

    def number(self, value: float, field: str | None) -> Format:
        """Money with two decimals, shares as percent, quantities whole where they are."""
        whole, fraction = self.numbers(field)
        return whole if value == int(value) else fraction

    def numbers(self, field: str | None) -> tuple[Format, Format]:
        """The formats of a column's values without and with decimals."""
        if field in MONEY:
            return self.money, self.money
        if field in SHARES:
            return self.share, self.share
        return self.whole, self.fraction

    def of(self, column: OutputColumn) -> tuple[Format, Format]:
        """The formats of a column's whole and other numbers; what no field is known of stays as it was."""
        if column.column is not None and column.field is None:
            return self.plain, self.plain
        return self.numbers(column.field if column.is_decision else None)

    def head(self, text: str, *, is_result: bool) -> Format:
        """The format of a header cell."""
        if is_result:
            return self.quoted_result_header if is_risky(text) else self.result_header
        return self.quoted_header if is_risky(text) else self.header


def style(form: Format) -> int:
    """The number by which cells name a format."""
    index: int = form._get_xf_index()  # noqa: SLF001 - blocks of cells are written past xlsxwriter
    return index
