"""Text files: encodings, NULs, quotes that never close, gigantic cells, five million rows."""

from pathlib import Path

import polars as pl

_HEADER = "sku,demand,unit_cost,order_cost,holding_rate\n"
_ROWS = "00012,1200,4.5,45,0.25\n00013,300,12,45,0.25\n"
_BATCH = 100_000


def shift_jis_headers(path: Path) -> None:
    """Shift-JIS, Japanese headers (item code, name, annual demand): understood or asked, no mojibake."""
    path.write_text(
        "商品コード,商品名,年間需要,単価,発注費,在庫数\n"
        "B-001,六角ボルト M8,1200,45,3000,80\n"
        "B-002,平ワッシャー 表面処理,5400,8,3000,950\n",
        encoding="shift_jis",
    )


def shift_jis_texts(path: Path) -> None:
    """Shift-JIS under plain headers: two rows, and the description of row 2 is 六角ボルト M8."""
    path.write_text(
        "sku,description,demand,unit_cost\nB-001,六角ボルト M8,1200,45\nB-002,平ワッシャー 表面処理,5400,8\n",
        encoding="shift_jis",
    )


def utf16(path: Path) -> None:
    """UTF-16 with a byte order mark, tabs, umlauts: two rows, SKU 00012 keeps its zeros."""
    text = (_HEADER + _ROWS).replace("unit_cost", "Stückkosten").replace(",", "\t")
    path.write_text(text, encoding="utf-16")


def utf16_without_mark(path: Path) -> None:
    """UTF-16 without a byte order mark: two rows, or refused naming the encoding; never NULs."""
    path.write_text(_HEADER + _ROWS, encoding="utf-16-le")


def nul_in_row_500(path: Path) -> None:
    """One NUL in a description in row 500 of 1,001: that row is an error, or the file is refused for it."""
    rows = [f"A-{row},item {row},{10 * row},2.5" for row in range(2, 1_002)]
    rows[498] = rows[498].replace("item ", "item\0")
    path.write_text("sku,description,demand,unit_cost\n" + "\n".join(rows) + "\n")


def unclosed_quote(path: Path) -> None:
    """A quote in row 4 that never closes (998 rows gone): refused, or row 4 an error; never 3 rows."""
    rows = [f"A-{row},item {row},{10 * row},2.5" for row in range(2, 1_002)]
    rows[2] = rows[2].replace("item 4", '"item 4')
    path.write_text("sku,description,demand,unit_cost\n" + "\n".join(rows) + "\n")


def cell_of_100_mb(path: Path) -> None:
    """A cell of 100 MB nobody needs in row 2: refused naming its length, or cut short with a warning."""
    with path.open("wb") as file:
        file.write(b"sku,demand,note\nA-1,100,")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b"\nA-2,250,short\n")


def decimal_commas(path: Path) -> None:
    """Semicolons, decimal commas, points between thousands: 13,75 is 13.75 and 1.234,50 is 1234.5."""
    path.write_text(
        "Artikelnr;Jahresbedarf;Einkaufspreis;Bestellkosten\n"
        "00012;1.200;13,75;45,00\n00013;12.500;1.234,50;45,00\n00014;300;0,5;45,00\n",
        encoding="cp1252",
    )


def ambiguous_decimals(path: Path) -> None:
    """Prices 1.234, 2.500, 7.125 and nothing that tells the sign: asked about `decimal`, never guessed."""
    path.write_text("sku;demand;unit cost\nA-1;100;1.234\nA-2;200;2.500\nA-3;300;7.125\n")


def ambiguous_dates(path: Path) -> None:
    """Order lines of 3/4/2026, 5/6/2026 and the like: asked about `dates`, never guessed."""
    lines = [f"{day}/{month}/2026,A-1,{day * month}" for day in range(1, 12) for month in (2, 5, 9)]
    path.write_text("date,sku,quantity\n" + "\n".join(lines) + "\n")


def sep_line(path: Path) -> None:
    """A first line `sep=|` (Excel's own): two rows under the header in row 2."""
    path.write_text("sep=|\n" + (_HEADER + _ROWS).replace(",", "|"))


def html_as_xls(path: Path) -> None:
    """A web page named .xls, as many systems export: refused, saying so and to save it as a workbook."""
    path.write_text(
        "<html><head><meta charset='utf-8'></head><body><table><tr><th>sku</th><th>demand</th></tr>"
        "<tr><td>A-1</td><td>100</td></tr></table></body></html>"
    )


def one_line_of_50_mb(path: Path) -> None:
    """50 MB without any line end or delimiter: refused."""
    path.write_bytes(b"a" * 50_000_000)


def five_million_rows(path: Path, rows: int = 5_000_000) -> None:
    """As many plain rows as asked for, streamed to disk: all understood, in constant memory."""
    with path.open("wb") as file:
        for first in range(0, rows, _BATCH):
            number = pl.int_range(first, min(first + _BATCH, rows), eager=True)
            frame = pl.DataFrame(
                {
                    "sku": "SKU-" + number.cast(pl.String).str.zfill(8),
                    "location": "W" + (number % 7).cast(pl.String),
                    "demand": number % 9_973 + 1,
                    "unit_cost": (number % 500 + 1) / 4,
                    "order_cost": number % 60 + 20,
                    "holding_rate": (number % 20 + 10) / 100,
                    "lead_time_days": number % 45 + 1,
                    "on_hand": number % 800,
                }
            )
            frame.write_csv(file, include_header=first == 0)
