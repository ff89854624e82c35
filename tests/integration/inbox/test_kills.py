"""Killed anywhere, a file is applied once and put away by the next look; two that look do no harm."""

import threading
from collections.abc import Callable

import pytest

from core import faults
from core.db.access import workspaces
from core.db.catalogue.catalogues import create
from core.db.connect import transaction
from ops.inbox import feeding, taken
from ops.inbox.looking import Inbox
from tests.integration.catalogues.by_hand import work_off
from tests.integration.inbox.dropped import SETTLE_SECONDS, Dropping
from tests.integration.inbox.test_sheets import SHEET, made_jobs


class Killed(BaseException):
    """As a power cut: nothing of ours catches it."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Die once at the point of that name."""

    def arm(name: str) -> None:
        armed = [name]

        def meet(point: str) -> None:
            if point in armed:
                armed.remove(point)
                raise Killed(point)

        monkeypatch.setattr(faults, "point", meet)

    return arm


@pytest.mark.slow
@pytest.mark.parametrize("point", ["inbox.taken", "inbox.applied", "inbox.told"])
def test_order_lines_count_once_wherever_we_die(
    inbox: Dropping, kill_at: Callable[[str], None], point: str
) -> None:
    inbox.drop("orders.csv", "sku,date,quantity\nA,2026-11-03,5\nB,xx,1\n")
    kill_at(point)
    with pytest.raises(Killed):
        inbox.settle()
    assert inbox.names("taken") == ["orders.csv"]
    inbox.restart()
    inbox.look()
    assert inbox.sold() == [("A", "2026-11-03", 5.0)]
    assert inbox.names("done") == ["orders.csv", "orders.csv.report.txt"]
    assert inbox.note("done").startswith("2 rows, 1 taken")  # and not that it was known before
    assert len(inbox.feeds()) == 1


@pytest.mark.slow
@pytest.mark.parametrize("point", ["inbox.taken", "inbox.submitted", "inbox.told"])
def test_a_sheet_is_one_job_wherever_we_die(
    inbox: Dropping, kill_at: Callable[[str], None], point: str
) -> None:
    inbox.drop("all.xlsx", SHEET)
    kill_at(point)

    def until_killed() -> None:
        inbox.settle()
        work_off(inbox.engine)
        inbox.look()

    with pytest.raises(Killed):
        until_killed()
    inbox.restart()
    inbox.look()
    work_off(inbox.engine)
    inbox.look()
    assert len(made_jobs(inbox)) == 1
    assert inbox.names("done") == ["all.xlsx", "all.xlsx.report.txt"]
    assert len(inbox.feeds()) == 1


def test_a_refused_file_is_on_record_once_wherever_we_die(
    inbox: Dropping, kill_at: Callable[[str], None]
) -> None:
    inbox.drop("stock.csv", "Artikel;Farbe\nA;rot\n")
    kill_at("inbox.told")
    with pytest.raises(Killed):
        inbox.settle()
    inbox.restart()
    inbox.look()
    assert inbox.names("failed") == ["stock.csv", "stock.csv.reason.txt"]
    assert len(inbox.feeds()) == 1


def test_an_error_of_ours_does_not_hold_up_other_files(
    inbox: Dropping, monkeypatch: pytest.MonkeyPatch
) -> None:
    def feed(*arguments: object) -> object:
        if "bad" in str(arguments[3]):
            raise ZeroDivisionError
        return feeding.feed(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(taken, "feed", feed)
    inbox.drop("stock-bad.csv", "sku,on_hand\nA,1\n")
    inbox.drop("stock-good.csv", "sku,on_hand\nB,1\n")
    inbox.settle()
    assert "stock-good.csv" in inbox.names("done")
    inbox.seconds += taken.PATIENCE_SECONDS
    inbox.look()
    assert "ZeroDivisionError" in inbox.note("failed")


@pytest.mark.slow
def test_two_that_look_at_once_apply_a_file_once(inbox: Dropping) -> None:
    other = Inbox(inbox.engine, inbox.root, settle_seconds=SETTLE_SECONDS)
    for number in range(10):
        inbox.drop(f"orders-{number}.csv", f"sku,date,quantity\nA,2026-11-03,{number + 1}\n")
    inbox.look()
    inbox.look(other)
    inbox.seconds += SETTLE_SECONDS
    threads = [threading.Thread(target=inbox.look, args=(one,)) for one in (inbox.inbox, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    inbox.look()
    assert sorted(quantity for _, _, quantity in inbox.sold()) == [float(at + 1) for at in range(10)]
    assert len(inbox.names("done")) == 20


def test_workspaces_have_folders_of_their_own(inbox: Dropping) -> None:
    with transaction(inbox.engine) as connection:
        other = workspaces.create(connection, "Other company")
        made = create(connection, other.id, name="main", settings={}, created_by="test")
    inbox.look()
    assert made.inbox.startswith("other-company-")
    assert sorted(path.name for path in inbox.root.iterdir() if path.is_dir()) == sorted(
        {made.inbox.partition("/")[0], inbox.path.partition("/")[0]}
    )
    (inbox.root / made.inbox / "stock.csv").write_text("sku,on_hand\nA,1\n")
    inbox.settle()
    assert inbox.items()["A"]["on_hand"] is None
    assert list((inbox.root / made.inbox / "failed").iterdir()) != []
