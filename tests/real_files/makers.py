"""Every file made for the tests, and what must come out of it (in words: the maker's docstring)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.real_files import make_archives as archives
from tests.real_files import make_texts as texts
from tests.real_files import make_workbooks as workbooks
from tests.real_files.expectations import Outcome
from tests.real_files.made import Made, probe

_LARGE = "large|bomb|memory|time|expand|unpack"
_LONG = "long|large|characters|cell"


def _made(make: Callable[[Path], None], suffix: str, *outcome: Outcome, **more: Any) -> Made:  # noqa: ANN401
    return Made(name=f"{make.__name__}.{suffix}", make=make, outcome=outcome, **more)


_ARCHIVES = (
    _made(archives.zip_bomb, "xlsx", "refused", because=_LARGE),
    _made(archives.zip_bomb_of_zeros, "xlsx", "refused", "understood", because=_LARGE, is_slow=True),
    _made(archives.shared_strings_bomb, "xlsx", "refused", because=_LARGE),
    _made(archives.one_text_a_million_times, "xlsx", "refused", "understood", because=f"{_LARGE}|{_LONG}"),
    _made(archives.cell_of_100_mb, "xlsx", "refused", "understood", because=f"{_LARGE}|{_LONG}", rows=2),
    _made(archives.columns_16384, "xlsx", "understood", rows=10, values=(probe(11, "demand", 100),)),
    _made(archives.lying_dimension, "xlsx", "understood", rows=2, values=(probe(3, "demand", 250),)),
    _made(archives.last_cell_of_the_sheet, "xlsx", "understood", "refused", because=_LARGE),
    _made(archives.nested_archive, "xlsx", "refused", "understood", because="archive|inside|zip", rows=2),
    _made(archives.climbing_names, "xlsx", "refused", because=r"name|path|outside|\.\."),
    _made(archives.xml_entities, "xlsx", "refused", because="entit|doctype|dtd"),
    _made(archives.numbers_document, "numbers", "refused", because="numbers"),
    _made(archives.ods_of_repeated_rows, "ods", "refused", because=_LARGE),
    _made(archives.ods_of_blank_rows, "ods", "understood", rows=2, values=(probe(3, "demand", 250),)),
)
_WORKBOOKS = (
    _made(workbooks.uncached_formulas, "xlsx", "understood", rows=3, error_rows=(3, 4), says="formula"),
    _made(
        workbooks.zeros_from_the_format,
        "xlsx",
        "understood",
        rows=3,
        values=(probe(2, "sku", "00123"), probe(3, "sku", "00045"), probe(4, "sku", "90210")),
    ),
    _made(
        workbooks.percent_cells,
        "xlsx",
        "understood",
        rows=3,
        values=(probe(2, "holding_rate", 0.25), probe(4, "holding_rate", 0.18)),
    ),
    _made(
        workbooks.percent_points,
        "xlsx",
        "understood",
        rows=3,
        values=(probe(2, "holding_rate", 0.25), probe(3, "holding_rate", 0.3)),
        error_rows=(4,),
        says="0.5.*percent",
    ),
    _made(
        workbooks.hidden_parts,
        "xlsx",
        "understood",
        rows=3,
        sheet="Plan",
        values=(probe(3, "sku", "A-2"), probe(3, "unit_cost", 12)),
        says="hides 'unit_cost'",
    ),
    _made(
        workbooks.two_row_header,
        "xlsx",
        "understood",
        rows=2,
        header_row=2,
        values=(
            probe(3, "demand", 1200, "year"),
            probe(3, "demand_std", 150),
            probe(4, "unit_cost", 12),
            probe(4, "order_cost", 60),
        ),
    ),
    _made(
        workbooks.title_and_parameters,
        "xlsx",
        "understood",
        rows=3,
        header_row=7,
        values=(
            probe(8, "order_cost", 45),
            probe(9, "holding_rate", 0.22),
            probe(10, "lead_time_days", 21),
            probe(10, "demand", 90, "year"),
        ),
    ),
    _made(
        workbooks.totals_and_footer,
        "xlsx",
        "understood",
        rows=4,
        values=(probe(6, "sku", "Total Gym"),),
        says="total",
    ),
    _made(workbooks.stacked_tables, "xlsx", "understood", "asked", rows=3, about=("table",)),
    _made(workbooks.error_cells, "xlsx", "understood", rows=3, error_rows=(2, 3)),
    _made(workbooks.two_good_sheets, "xlsx", "asked", about=("sheet",)),
    _made(workbooks.dates_as_skus, "xlsx", "understood", rows=3, error_rows=(3, 4)),
)
_TEXTS = (
    _made(texts.shift_jis_headers, "csv", "understood", "asked", "refused", because="demand|sku|encoding"),
    _made(
        texts.shift_jis_texts,
        "csv",
        "understood",
        rows=2,
        values=(probe(2, "description", "六角ボルト M8"), probe(3, "description", "平ワッシャー 表面処理")),
    ),
    _made(texts.utf16, "csv", "understood", rows=2, values=(probe(2, "sku", "00012"),)),
    _made(texts.utf16_without_mark, "csv", "understood", "refused", rows=2, because="encoding|utf|nul"),
    _made(
        texts.nul_in_row_500,
        "csv",
        "understood",
        "refused",
        rows=1_000,
        error_rows=(500,),
        because="nul|500",
    ),
    _made(texts.unclosed_quote, "csv", "refused", "understood", rows=1_000, because="quot"),
    _made(texts.cell_of_100_mb, "csv", "refused", "understood", because=f"{_LARGE}|{_LONG}", rows=2),
    _made(
        texts.decimal_commas,
        "csv",
        "understood",
        rows=3,
        values=(
            probe(2, "unit_cost", 13.75),
            probe(3, "unit_cost", 1234.5),
            probe(3, "demand", 12_500, "year"),
            probe(4, "unit_cost", 0.5),
        ),
    ),
    _made(texts.ambiguous_decimals, "csv", "asked", about=("decimal",)),
    _made(texts.ambiguous_dates, "csv", "asked", about=("dates",)),
    _made(texts.sep_line, "csv", "understood", rows=2, header_row=2, values=(probe(3, "sku", "00012"),)),
    _made(texts.html_as_xls, "xls", "refused", because="html|web page"),
    _made(texts.one_line_of_50_mb, "csv", "refused", because=f"{_LARGE}|{_LONG}|header|sku|demand"),
    _made(texts.five_million_rows, "csv", "understood", rows=5_000_000, is_slow=True),
)
MADE: tuple[Made, ...] = (*_ARCHIVES, *_WORKBOOKS, *_TEXTS)
