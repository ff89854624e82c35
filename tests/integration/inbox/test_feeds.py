"""Files of stock figures, order lines and items."""

import io
import os

import openpyxl
import pytest

from ops.inbox.settling import EMPTY_SECONDS
from ops.inbox.taken import PATIENCE_SECONDS
from tests.integration.inbox.dropped import SETTLE_SECONDS, Dropping


def test_the_folder_is_there_before_anything_is_dropped(inbox: Dropping) -> None:
    assert sorted(path.name for path in inbox.folder.iterdir()) == ["done", "failed", "taken"]
    assert inbox.path.startswith("default-00000000/main-")


def test_stock_as_the_api_takes_it(inbox: Dropping) -> None:
    inbox.drop("stock-2026-11-28.csv", "sku,on_hand,on_order\nA,1.040,3\nB,7,\n")
    inbox.settle()
    assert inbox.names("done") == ["stock-2026-11-28.csv", "stock-2026-11-28.csv.report.txt"]
    items = inbox.items()
    assert (items["A"]["on_hand"], items["A"]["on_order"], items["B"]["on_hand"]) == (1.04, 3.0, 7.0)
    assert items["C"]["stock_at"] is None
    (feed,) = inbox.feeds()
    assert (feed["kind"], feed["received_by"]) == ("stock", "inbox:stock-2026-11-28.csv")
    assert (feed["answer"]["rows"], feed["answer"]["taken"]) == (2, 2)


def test_stock_as_a_german_erp_writes_it(inbox: Dropping) -> None:
    inbox.drop(
        "stock.csv", "Artikel;Bestand;Bestellt;Größe\nA;1.040,5;3;klein\nB;12;;groß\n".encode("latin-1")
    )
    inbox.settle()
    items = inbox.items()
    assert (items["A"]["on_hand"], items["A"]["on_order"], items["B"]["on_hand"]) == (1040.5, 3.0, 12.0)
    assert "'Bestand' is read as on_hand" in inbox.note("done")


def test_stock_as_a_workbook(inbox: Dropping) -> None:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Bestandsliste", None),
        (None, None),
        ("Artikel", "Bestand"),
        ("A", 5),
        ("B", 6),
        ("Summe", 11),
    ):
        sheet.append(row)
    book.save(content)
    inbox.drop("stock.xlsx", content.getvalue())
    inbox.settle()
    assert inbox.names("done") == ["stock.xlsx", "stock.xlsx.report.txt"]
    assert (inbox.items()["A"]["on_hand"], inbox.items()["B"]["on_hand"]) == (5.0, 6.0)


def test_numbers_that_may_be_two_things_are_refused_and_not_guessed(inbox: Dropping) -> None:
    inbox.drop("stock.csv", "Artikel;Bestand\nA;1.040\nB;2.000\n")
    inbox.settle()
    assert inbox.names("failed") == ["stock.csv", "stock.csv.reason.txt"]
    assert "'1.040', which may be 1.04 or 1040" in inbox.note("failed")
    assert inbox.items()["A"]["on_hand"] is None
    (feed,) = inbox.feeds()
    assert feed["received_by"] == "inbox:stock.csv"
    assert "1.04 or 1040" in feed["answer"]["refused"]


def test_a_sheet_without_stock_is_refused_with_its_headers(inbox: Dropping) -> None:
    inbox.drop("stock.csv", "Artikel;Farbe\nA;rot\nB;blau\n")
    inbox.settle()
    assert "The headers seen are: 'Artikel', 'Farbe'" in inbox.note("failed")


def test_good_order_lines_are_taken_and_the_others_named(inbox: Dropping) -> None:
    lines = ("A;03.11.2026;5", "A;31.10.2026;1,5", "B;xx;7", "X;04.11.2026;1", "B;05.11.2027;2")
    inbox.drop("orders_1.csv", "\n".join(["Artikelnr;Belegdatum;Menge", *lines]))
    inbox.settle()
    assert inbox.sold() == [("A", "2026-11-03", 5.0), ("A", "2026-10-31", 1.5)]
    note = inbox.note("done")
    assert "5 rows, 2 taken, 2 values refused, 1 of an item the catalogue does not have" in note
    assert "row 4: Belegdatum is 'xx', which is no date." in note
    assert "row 5: X" in note
    assert "row 6: date lies ahead of 2026-11-29" in note
    answer = inbox.feeds()[0]["answer"]
    assert (answer["taken"], answer["errors_total"], answer["unknown_total"]) == (2, 2, 1)


def test_the_same_order_lines_again_do_not_count_twice(inbox: Dropping) -> None:
    for _ in range(2):
        inbox.drop("demand.csv", "sku,date,quantity\nA,2026-11-03,5\n")
        inbox.settle()
    assert inbox.sold() == [("A", "2026-11-03", 5.0)]
    assert len(inbox.names("done")) == 4
    second = sorted((inbox.folder / "done").glob("*.txt"))[1].read_text()
    assert second.startswith("The same content was taken before, as ")
    assert len(inbox.feeds()) == 1


def test_order_lines_with_an_id_may_come_again_with_more(inbox: Dropping) -> None:
    inbox.drop("demand.csv", "sku,date,quantity,line_id\nA,2026-11-03,5,SO-1/1\n")
    inbox.settle()
    inbox.drop("demand.csv", "sku,date,quantity,line_id\nA,2026-11-03,4,SO-1/1\nB,2026-11-04,1,SO-1/2\n")
    inbox.settle()
    assert inbox.sold() == [("A", "2026-11-03", 4.0), ("B", "2026-11-04", 1.0)]


def test_the_same_stock_figures_of_another_day_are_news(inbox: Dropping) -> None:
    inbox.drop("stock.csv", "sku,on_hand\nA,5\n")
    inbox.settle()
    first = inbox.items()["A"]["stock_at"]
    inbox.drop("stock.csv", "sku,on_hand\nA,5\n")
    inbox.settle()
    assert inbox.items()["A"]["stock_at"] > first
    assert len(inbox.feeds()) == 2


def test_figures_of_unknown_items_only_are_refused_and_may_come_again(inbox: Dropping) -> None:
    inbox.drop("demand.csv", "sku,date,quantity\nNEW,2026-11-03,5\n")
    inbox.settle()
    assert "none of the 1 items named: 'NEW'" in inbox.note("failed")
    inbox.drop("items.csv", "sku,demand,order_cost,unit_cost,holding_rate\nNEW,12,25,4,0.25\n")
    inbox.settle()
    inbox.drop("demand.csv", "sku,date,quantity\nNEW,2026-11-03,5\n")
    inbox.settle()
    assert inbox.sold() == [("NEW", "2026-11-03", 5.0)]


def test_items_by_the_fields_of_the_api(inbox: Dropping) -> None:
    inbox.drop("items.csv", "sku,lead_time_days\nA,30\nB,-1\nD,10\n")
    inbox.settle()
    assert inbox.items()["A"]["lead_time_days"] == 30.0
    assert inbox.items()["B"]["lead_time_days"] == 14.0
    note = inbox.note("done")
    assert "1 made, 1 changed" in note
    assert "row 3: " in note


def test_more_rows_than_are_applied_at_once(inbox: Dropping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.inbox.feeding.MOST_ROWS", 2)
    inbox.drop("stock.csv", "sku,on_hand\nA,1\nX,1\nB,2\nC,3\n")
    inbox.settle()
    assert [inbox.items()[sku]["on_hand"] for sku in "ABC"] == [1.0, 2.0, 3.0]
    answer = inbox.feeds()[0]["answer"]
    assert (answer["rows"], answer["taken"], answer["unknown_total"]) == (4, 3, 1)


def test_what_is_still_being_written_is_left(inbox: Dropping) -> None:
    path = inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    inbox.drop("stock.csv.filepart", "sku,on_hand\nA,2\n")
    inbox.look()
    inbox.seconds += SETTLE_SECONDS - 1
    with path.open("a") as target:
        target.write("B,2\n")
    inbox.look()
    inbox.seconds += SETTLE_SECONDS - 1
    inbox.look()
    assert inbox.left() == ["stock.csv", "stock.csv.filepart"]
    inbox.seconds += 1
    inbox.look()
    assert inbox.left() == ["stock.csv.filepart"]
    assert (inbox.items()["A"]["on_hand"], inbox.items()["B"]["on_hand"]) == (1.0, 2.0)


def test_an_empty_file_is_refused_after_a_while(inbox: Dropping) -> None:
    inbox.drop("stock.csv", "")
    inbox.settle()
    assert inbox.left() == ["stock.csv"]
    inbox.seconds += EMPTY_SECONDS
    inbox.look()
    assert "The file is empty" in inbox.note("failed")


def test_a_file_nobody_may_read_is_refused_after_a_while(
    inbox: Dropping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ops.inbox.folder.Folder.read", closed)
    inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    inbox.settle()
    assert inbox.names("failed") == []
    inbox.seconds += PATIENCE_SECONDS
    inbox.look()
    assert "Permission denied" in inbox.note("failed")


def test_a_file_too_large_is_refused(inbox: Dropping, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOTWISE_MAX_UPLOAD_BYTES", "10")
    from core.settings import settings

    settings.cache_clear()
    inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    inbox.settle()
    assert "larger than 10 bytes" in inbox.note("failed")


def test_a_link_is_left_where_it_is(inbox: Dropping) -> None:
    outside = inbox.root.parent / "stock.csv"
    outside.write_text("sku,on_hand\nA,1\n")
    (inbox.folder / "stock.csv").symlink_to(outside)
    os.mkfifo(inbox.folder / "orders.csv")
    inbox.settle()
    assert (inbox.folder / "stock.csv").is_symlink()
    assert inbox.items()["A"]["on_hand"] is None
    (inbox.folder / "taken" / "stock.csv").symlink_to(outside)
    inbox.look()
    assert "It is a link" in inbox.note("failed")
    assert outside.exists()


def test_a_folder_that_cannot_be_used_does_not_hold_up_the_others(inbox: Dropping) -> None:
    other = Dropping(inbox.engine, inbox.root, name="zz")
    blocked = inbox.folder / "failed"
    blocked.rmdir()
    blocked.write_text("in the way")
    inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    other.drop("stock.csv", "sku,on_hand\nA,2\n")
    other.settle()
    assert inbox.left() == ["failed", "stock.csv"]
    assert other.items()["A"]["on_hand"] == 2.0
    blocked.unlink()
    inbox.settle()
    assert inbox.items()["A"]["on_hand"] == 1.0
