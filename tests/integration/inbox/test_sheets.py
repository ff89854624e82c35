"""Sheets that are dropped become jobs, and their rows items of the catalogue."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues
from core.db.connect import transaction
from core.db.protocol import jobs
from core.db.protocol.jobs import Job
from core.db.protocol.transitions import cancel
from core.job_states import JobState
from core.settings import settings
from tests.integration.catalogues.by_hand import work_off
from tests.integration.inbox.dropped import BEGIN, Dropping

HEADER = ("Article No", "Annual demand", "Order cost", "Unit cost", "Holding rate", "Stock")


def workbook(*rows: tuple[str | float, ...]) -> bytes:
    book, content = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(row)
    book.save(content)
    return content.getvalue()


SHEET = workbook(("A", 500, 20, 4, 0.25, 10), ("NEW", 800, 20, 2, 0.25, 20))


def made_jobs(inbox: Dropping) -> list[Job]:
    with transaction(inbox.engine) as connection:
        return jobs.page(connection, DEFAULT_WORKSPACE, limit=10).rows


def test_a_sheet_becomes_a_job_and_is_done_when_the_job_is(inbox: Dropping) -> None:
    inbox.drop("Bestand und Bedarf.xlsx", SHEET)
    inbox.settle()
    assert inbox.names("taken") == ["Bestand und Bedarf.xlsx"]
    assert inbox.names("done") == []
    inbox.look()
    (job,) = made_jobs(inbox)
    assert (job.name, job.created_by) == ("Bestand und Bedarf.xlsx", "inbox:Bestand und Bedarf.xlsx")
    work_off(inbox.engine)
    inbox.look()
    assert inbox.names("taken") == []
    assert inbox.names("done") == ["Bestand und Bedarf.xlsx", "Bestand und Bedarf.xlsx.report.txt"]
    assert "1 new, 1 changed, 2 in the catalogue and not in the sheet" in inbox.note("done")
    assert sorted(inbox.items()) == ["A", "B", "C", "NEW"]
    (feed,) = inbox.feeds()
    assert (feed["kind"], feed["received_by"]) == ("upload", "inbox:Bestand und Bedarf.xlsx")


def test_a_sheet_may_replace(engine: Engine, tmp_path: Path) -> None:
    inbox = Dropping(engine, tmp_path, inbox_mode="replace")
    inbox.drop("all.xlsx", SHEET)
    inbox.settle()
    work_off(engine)
    inbox.look()
    assert sorted(inbox.items()) == ["A", "NEW"]


def test_figures_that_come_with_a_sheet_or_after_it_hold(inbox: Dropping) -> None:
    inbox.drop("demand.csv", "sku,date,quantity\nNEW,2026-11-03,5\n")
    inbox.drop("sheet.xlsx", SHEET)
    inbox.drop("stock.csv", "sku,on_hand\nNEW,77\n")
    inbox.settle()
    inbox.look()
    assert inbox.names("taken") == ["demand.csv", "sheet.xlsx", "stock.csv"]  # they wait for the job
    work_off(inbox.engine)
    inbox.look()
    assert inbox.names("failed") == inbox.names("taken") == []
    assert inbox.items()["NEW"]["on_hand"] == 77.0
    assert inbox.sold() == [("NEW", "2026-11-03", 5.0)]


def test_a_restart_finds_the_job_that_waits_and_makes_no_second(inbox: Dropping) -> None:
    inbox.drop("all.xlsx", SHEET)
    inbox.settle()
    inbox.restart()
    inbox.look()
    work_off(inbox.engine)
    inbox.restart()
    inbox.look()
    assert len(made_jobs(inbox)) == 1
    assert inbox.names("done") == ["all.xlsx", "all.xlsx.report.txt"]


def test_a_broken_sheet_fails_with_the_reason(inbox: Dropping) -> None:
    inbox.drop("broken.xlsx", SHEET[:400])
    inbox.settle()
    work_off(inbox.engine)
    inbox.look()
    assert inbox.names("failed") == ["broken.xlsx", "broken.xlsx.reason.txt"]
    (job,) = made_jobs(inbox)
    assert job.state is JobState.FAILED
    assert str(job.id) in inbox.note("failed")
    assert inbox.feeds()[0]["answer"]["refused"] in inbox.note("failed")


def test_a_sheet_with_a_question_says_what_is_asked_and_where_to_answer(inbox: Dropping) -> None:
    rows = "\n".join(f"S{at};{at}.040;20;4;25%" for at in range(1, 9))
    inbox.drop("plan.csv", f"Artikel;Jahresbedarf;Bestellkosten;Einstandspreis;Lagerhaltungssatz\n{rows}\n")
    inbox.settle()
    work_off(inbox.engine)
    inbox.look()
    (job,) = made_jobs(inbox)
    assert job.state is JobState.NEEDS_ANSWER
    assert "Only a person can tell" in inbox.note("failed")
    assert str(job.id) in inbox.note("failed")


def test_a_cancelled_job_is_a_failed_file(inbox: Dropping) -> None:
    inbox.drop("all.xlsx", SHEET)
    inbox.settle()
    (job,) = made_jobs(inbox)
    with transaction(inbox.engine) as connection:
        cancel(connection, DEFAULT_WORKSPACE, job.id)
    inbox.look()
    assert inbox.names("failed") == ["all.xlsx", "all.xlsx.reason.txt"]


def test_a_sheet_that_failed_may_come_again_as_it_was(inbox: Dropping) -> None:
    for _ in range(2):
        path = inbox.drop("all.xlsx", SHEET)
        os.utime(path, (BEGIN.timestamp(), BEGIN.timestamp()))
        inbox.settle()
        job = next(one for one in made_jobs(inbox) if not one.is_terminal)
        with transaction(inbox.engine) as connection:
            cancel(connection, DEFAULT_WORKSPACE, job.id)
        inbox.look()
    assert len(made_jobs(inbox)) == 2


def test_a_sheet_waits_while_too_many_jobs_run(inbox: Dropping) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LOTWISE_MAX_RUNNING_JOBS", "1")
        settings.cache_clear()
        inbox.drop("one.xlsx", SHEET)
        inbox.drop("two.xlsx", workbook(("B", 1, 2, 3, 0.25, 4)))
        inbox.settle()
        assert len(made_jobs(inbox)) == 1
        work_off(inbox.engine)
        inbox.seconds += 5.0
        inbox.look()
        work_off(inbox.engine)
        inbox.look()
        assert len(made_jobs(inbox)) == 2
        assert "two.xlsx" in inbox.names("done")
    settings.cache_clear()


def test_the_folder_of_a_deleted_catalogue_is_left_alone(inbox: Dropping) -> None:
    inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    with transaction(inbox.engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, inbox.of)
    inbox.settle()
    assert inbox.left() == ["stock.csv"]


def test_a_renamed_catalogue_keeps_its_folder(inbox: Dropping) -> None:
    with transaction(inbox.engine) as connection:
        changed = catalogues.change(connection, DEFAULT_WORKSPACE, inbox.of, name="Another")
    assert changed.inbox == inbox.path
    inbox.drop("stock.csv", "sku,on_hand\nA,1\n")
    inbox.settle()
    assert inbox.items()["A"]["on_hand"] == 1.0
