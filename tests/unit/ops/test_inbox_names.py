"""What names of dropped files say, and when a file is whole."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from core.db.catalogue.inbox_folders import folder_of
from core.ids import CatalogueId, WorkspaceId
from ops.inbox.folder import opened
from ops.inbox.names import Kind, is_unfinished, kept, kind_of, plain, stamped
from ops.inbox.settling import EMPTY_SECONDS, Settling

MOMENT = datetime(2026, 11, 28, 2, 0, 0, 123456, UTC)
KEY = ("default/main", "stock.csv")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("stock.csv", Kind.STOCK),
        ("STOCK-2026-11-28.CSV", Kind.STOCK),
        ("stock20261128.xlsx", Kind.STOCK),
        ("demand_1.csv", Kind.DEMAND),
        ("orders.xlsx", Kind.DEMAND),
        ("sales 2026.csv", Kind.DEMAND),
        ("items.csv", Kind.ITEMS),
        ("stocktaking.xlsx", Kind.SHEET),
        ("Artikelstamm.xlsx", Kind.SHEET),
        ("2026-stock.csv", Kind.SHEET),
    ],
)
def test_the_beginning_of_a_name_says_what_a_file_holds(name: str, kind: Kind) -> None:
    assert kind_of(name) is kind


@pytest.mark.parametrize(
    "name",
    [".stock.csv", "~$plan.xlsx", "stock.csv.part", "stock.csv.filepart", "a.CRDOWNLOAD", "a.tmp", "a~"],
)
def test_what_is_hidden_a_lock_or_not_whole_is_left(name: str) -> None:
    assert is_unfinished(name)


def test_a_stamped_name_is_short_enough_and_gives_the_name_back() -> None:
    assert plain(stamped("stock.csv", MOMENT)) == "stock.csv"
    assert stamped("stock.csv", MOMENT) == "20261128T020000.123456_stock.csv"
    long = stamped("ö" * 120 + ".xlsx", MOMENT, 3)
    assert len(long.encode(errors="surrogateescape")) <= 255 - len(".reason.txt") - 1
    assert long.endswith(".xlsx")
    assert len(stamped("." + "x" * 250, MOMENT)) < 240


def test_a_name_no_database_keeps_is_shown_all_the_same() -> None:
    assert plain("stock\udcff\n.csv") == "stock\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}.csv"
    assert kept("stock\udcff.csv").encode() == "stock\N{REPLACEMENT CHARACTER}.csv".encode()


def test_a_file_is_whole_when_size_and_time_have_stayed() -> None:
    settling = Settling(5.0)
    assert not settling.is_complete(KEY, size=10, changed_ns=1, now=100.0)
    assert not settling.is_complete(KEY, size=20, changed_ns=1, now=104.0)
    assert not settling.is_complete(KEY, size=20, changed_ns=1, now=108.9)
    assert not settling.is_complete(KEY, size=20, changed_ns=2, now=109.0)
    assert settling.is_complete(KEY, size=20, changed_ns=2, now=114.0)


def test_an_empty_file_is_given_longer() -> None:
    settling = Settling(5.0)
    assert not settling.is_complete(KEY, size=0, changed_ns=1, now=0.0)
    assert not settling.is_complete(KEY, size=0, changed_ns=1, now=EMPTY_SECONDS - 1)
    assert settling.is_complete(KEY, size=0, changed_ns=1, now=EMPTY_SECONDS)


def test_a_file_that_was_away_is_seen_anew() -> None:
    settling = Settling(5.0)
    settling.is_complete(KEY, size=10, changed_ns=1, now=0.0)
    settling.forget_others(KEY[0], set())
    assert not settling.is_complete(KEY, size=10, changed_ns=1, now=9.0)


def test_folders_are_readable_and_apart() -> None:
    workspace = WorkspaceId(UUID("00000000-0000-4000-8000-000000000001"))
    one = CatalogueId(UUID("9f8e7d6c-0000-4000-8000-000000000000"))
    other = CatalogueId(UUID("11111111-0000-4000-8000-000000000000"))
    assert folder_of("Default", workspace, "Main / Nord", one) == "default-00000000/main-nord-9f8e7d6c"
    assert folder_of("Default", workspace, "主倉庫", other) == "default-00000000/11111111"
    assert folder_of("..", workspace, "x" * 99, one).startswith("00000000/" + "x" * 40 + "-9f8e")


def test_links_are_neither_taken_nor_followed(tmp_path: Path) -> None:
    inbox, outside = tmp_path / "inbox", tmp_path / "outside"
    outside.mkdir()
    secret = outside / "secret.csv"
    secret.write_text("sku,on_hand\nA,1\n")
    with opened(inbox, "w/c") as folder:
        (inbox / "w/c/stock.csv").symlink_to(secret)
        assert folder.dropped() == []
    (inbox / "w/d").symlink_to(outside)
    with pytest.raises(OSError, match="Not a directory"), opened(inbox, "w/d"):
        pass
    assert [path.name for path in outside.iterdir()] == ["secret.csv"]


def test_names_never_collide(tmp_path: Path) -> None:
    with opened(tmp_path, "w/c") as folder:
        names = []
        for _ in range(3):
            (tmp_path / "w/c/stock.csv").write_text("x")
            names.append(folder.take("stock.csv", MOMENT))
        assert len(set(names)) == 3
        assert folder.taken() == sorted(filter(None, names))
        assert folder.take("gone.csv", MOMENT) is None
