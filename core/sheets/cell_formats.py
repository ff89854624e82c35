"""How cells of a written workbook look: few colours, real numbers, dates as dates."""

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from core.inventory.fields import DECISION

_FONT = {"font_name": "Calibri", "font_size": 11}
MONEY = frozenset(name for name, field in DECISION.items() if field.unit.startswith("money"))
SHARES = frozenset(name for name, field in DECISION.items() if field.unit == "0..1")
_INK, _RESULT_INK, _PAPER, _RESULT_PAPER = "#1F2A37", "#FFFFFF", "#E5E7EB", "#1F4E5F"


class Formats:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        def made(**properties: object) -> Format:
            return book.add_format({**_FONT, **properties})

        header = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        self.header = made(**header, font_color=_INK, bg_color=_PAPER)
        self.result_header = made(**header, font_color=_RESULT_INK, bg_color=_RESULT_PAPER)
        self.text = made(num_format="@")
        # Shows an apostrophe-quoted text as Excel itself keeps it: never run, never turned into a formula.
        self.quoted = made(num_format="@", quote_prefix=True)
        self.plain = made()
        self.whole = made(num_format="#,##0")
        self.fraction = made(num_format="#,##0.00##")
        self.money = made(num_format="#,##0.00")
        self.share = made(num_format="0.0%")
        self.date = made(num_format="yyyy-mm-dd")
        self.bold = made(bold=True, top=1)
        self.bold_money = made(bold=True, top=1, num_format="#,##0.00")
        self.title = made(bold=True, font_size=16, font_color=_RESULT_PAPER)
        self.note = made(font_color="#6B7280")
        self.sentence = made(text_wrap=True, valign="top")
        self.order_now = book.add_format({"bg_color": "#FFF3CD"})

    def number(self, value: float, field: str | None) -> Format:
        """Money with two decimals, shares as percent, quantities whole where they are."""
        if field in MONEY:
            return self.money
        if field in SHARES:
            return self.share
        return self.whole if value == int(value) else self.fraction
