"""Rows that are no items are left out, counted and told; an item is never among them."""

from pathlib import Path

import pytest

from tests.unit.sheets.files import csv_file, read_file, xlsx_file

ITEMS = "A-1,10,2.5,Bolt\nA-2,20,3,Nut\nA-3,30,4,Washer\n"
HEADER = "SKU,Demand,Unit cost,Description\n"


@pytest.mark.parametrize(
    "row",
    [
        "Total,60,,",
        "TOTAL:,60,9.5,",
        "Grand total,60,,",
        "Summe,60,,",
        "Gesamt,,,",
        "Subtotal,60,9.5,",
        "Toplam,60,,",
        "Tổng cộng,60,,",
        "合计,60,,",
        ",,,Total",
    ],
)
def test_a_totals_row_is_left_out_counted_and_told(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + ITEMS + row + "\n"))
    assert found.frame["sku"].to_list() == ["A-1", "A-2", "A-3"]
    assert found.understanding.skipped == {"blank_rows": 0, "total_rows": 1}
    (told,) = found.understanding.skipped_rows
    assert (told["row"], told["kind"]) == (5, "total_rows")
    assert "1 total row skipped" in found.understanding.report
    assert found.understanding.rows == 3


@pytest.mark.parametrize("row", ["Total,7,2.5,", "Total,7,,Bran flakes", "Totals-1,7,,", "Sum 41,7,,"])
def test_an_item_called_total_with_a_demand_and_a_price_or_text_of_its_own_stays(
    tmp_path: Path, row: str
) -> None:
    found = read_file(csv_file(tmp_path, HEADER + ITEMS + row + "\n"))
    assert found.frame["sku"].to_list()[-1] == row.partition(",")[0]
    assert found.understanding.rows == 4


MORE = ITEMS + "A-4,40,5,Nail\n"


@pytest.mark.parametrize("row", ["All items,100,,", "Everything,100.00001,,", "Alles zusammen,100,,"])
def test_a_last_row_that_sums_up_the_others_is_a_totals_row_by_any_name(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + MORE + row + "\n"))
    assert found.frame["sku"].to_list() == ["A-1", "A-2", "A-3", "A-4"]
    assert found.understanding.skipped["total_rows"] == 1


@pytest.mark.parametrize("row", ["A-5,100,,", "All items,100,7,", "All items,101,,"])
def test_a_last_row_with_a_number_a_price_or_another_sum_is_an_item(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + MORE + row + "\n"))
    assert found.understanding.rows == 5


@pytest.mark.parametrize("row", ["Min,10,2.5,", "Maximum,40,5,", "Median,25,,", "Std dev,12.9,,"])
def test_bounds_and_spreads_below_the_items_are_no_items(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + MORE + row + "\n"))
    assert found.understanding.rows == 4
    assert found.understanding.skipped["total_rows"] == 1


def test_an_item_called_max_with_numbers_of_its_own_stays(tmp_path: Path) -> None:
    assert read_file(csv_file(tmp_path, HEADER + MORE + "Max,12,7,\n")).understanding.rows == 5


def test_subtotals_of_groups_are_left_out_by_their_sums(tmp_path: Path) -> None:
    text = "A,10,1,\nB,20,1,\nTotal,30,2,\nC,5,1,\nTotal,5,1,\nTotal,35,3,\n"
    found = read_file(csv_file(tmp_path, HEADER + text))
    assert found.frame["sku"].to_list() == ["A", "B", "C"]
    assert found.understanding.skipped["total_rows"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "A,10,1,\nB,20,1,\nSubtotal bearings,30,2,\nC,5,1,\nSubtotal seals,5,1,\nGrand total,35,3,\n",
        "A,10,1,\nB,20,1,\nZwischensumme: Lager,30,,\nC,5,1,\nZwischensumme - Ringe,5,,\nSumme alles,35,,\n",
    ],
)
def test_totals_that_bear_the_name_of_their_group_are_left_out(tmp_path: Path, text: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + text))
    assert found.frame["sku"].to_list() == ["A", "B", "C"]
    assert found.understanding.skipped["total_rows"] == 3


@pytest.mark.parametrize(
    "row",
    [
        "Total 5W30,31,2,",
        "Total 5W30,30,,",  # the sum by chance, as in most of these
        "TOTAL-5W30,30,,",
        "TOTAL-QUARTZ,30,,",
        "Colgate Total,30,2,",
        "Colgate Total,30,,Toothpaste",
        "Max Mara bag,30,,",
        "Sum Total,0,2,",
    ],
)
def test_an_item_whose_name_begins_like_a_total_stays(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, HEADER + f"A,10,1,\nB,20,1,\n{row}\nC,5,1,\n"))
    assert found.understanding.rows == 4
    assert found.understanding.skipped.get("total_rows", 0) == 0


def test_totals_do_not_change_ranks_or_rows(tmp_path: Path) -> None:
    plain = read_file(csv_file(tmp_path, HEADER + ITEMS))
    summed = read_file(csv_file(tmp_path, HEADER + ITEMS + "Total,60,9.5,\n"))
    assert summed.frame["abc_class"].to_list() == plain.frame["abc_class"].to_list()


def test_repeated_headers_of_printed_pages_are_left_out(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, HEADER + ITEMS + HEADER + "B-1,5,1,Pin\n" + HEADER.lower()))
    assert found.frame["sku"].to_list() == ["A-1", "A-2", "A-3", "B-1"]
    assert found.understanding.skipped["repeated_headers"] == 2
    assert found.frame["row_no"].to_list() == [2, 3, 4, 6]


def test_a_second_table_far_below_is_not_read_by_the_columns_of_the_first(tmp_path: Path) -> None:
    first = "".join(f"A-{number},{number},1,x\n" for number in range(300))
    found = read_file(csv_file(tmp_path, HEADER + first + "SKU,Unit cost,Demand,\nC,3,99,\n"))
    assert found.understanding.rows == 300
    assert found.understanding.skipped["other_table_rows"] == 2
    assert "2 rows of a second table not read" in found.understanding.report


def test_a_footer_behind_a_blank_row_is_left_out(tmp_path: Path) -> None:
    footer = "\nPrinted by J. Smith,,,\nNumber of items,three,,\n,,,page 1\n"
    found = read_file(csv_file(tmp_path, HEADER + ITEMS + footer))
    assert found.frame["sku"].to_list() == ["A-1", "A-2", "A-3"]
    assert found.understanding.skipped == {"blank_rows": 1, "footer_rows": 3}
    assert [row["text"] for row in found.understanding.skipped_rows] == [
        "Printed by J. Smith",
        "Number of items | three",
        "page 1",
    ]


def test_an_item_behind_a_blank_row_that_lacks_its_demand_is_no_footer(tmp_path: Path) -> None:
    found = read_file(csv_file(tmp_path, HEADER + ITEMS + "\nB-1,,4.5,Pin\nB-2,7,1,Peg\n"))
    assert found.frame["sku"].to_list() == ["A-1", "A-2", "A-3", "B-1", "B-2"]
    last = read_file(csv_file(tmp_path, HEADER + ITEMS + "\nB-1,,4.5,Pin\n"))
    assert last.frame["sku"].to_list() == ["A-1", "A-2", "A-3", "B-1"]


def test_blank_rows_count_only_between_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["SKU", "Demand"], ["A", 1], [], [], ["B", 2], [], []]
    found = read_file(xlsx_file(tmp_path, rows))
    assert found.understanding.skipped == {"blank_rows": 2}
    assert found.frame["row_no"].to_list() == [2, 5]


@pytest.mark.parametrize("above", ["\n", "\nPrepared by: J. Smith,,\n", "Total,1501,\n"])
def test_an_average_with_an_average_price_is_no_item(tmp_path: Path, above: str) -> None:
    table = f"SKU,Annual demand,Unit cost\nA,1000,2.5\nB,501,3\n{above}Average,751,2.75\n"
    found = read_file(csv_file(tmp_path, table))
    assert found.frame["sku"].to_list() == ["A", "B"]


@pytest.mark.parametrize("row", ["Average,70,2.75", "Mean,1000,2.75"])
def test_an_item_called_average_with_a_demand_of_its_own_stays(tmp_path: Path, row: str) -> None:
    found = read_file(csv_file(tmp_path, f"SKU,Annual demand,Unit cost\nA,1000,2.5\nB,500,3\n{row}\n"))
    assert found.frame["sku"].to_list() == ["A", "B", row.partition(",")[0]]
