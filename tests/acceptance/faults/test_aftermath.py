"""The check after each fault sees what it is there to see."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from ops.drills.aftermath import Sent, complaints, of_files, of_job
from ops.drills.scenario import Course, Scenario, perform, sent
from ops.drills.site import Site


@pytest.fixture(scope="module")
def job(site: Site) -> Sent:
    """A job that has ended well."""
    job_id = site.send()
    site.stack.wait_for_end(job_id)
    return sent(site, job_id)


@pytest.fixture
def spoiled(site: Site) -> Iterator[Callable[[str, Sent], list[str]]]:
    """What is complained about once a statement was executed; taken back afterwards."""
    with site.engine.connect() as connection, connection.begin() as begun:

        def after(statement: str, job: Sent) -> list[str]:
            connection.execute(text(statement), {"job": job.job_id})
            return [*of_job(connection, job), *of_files(connection)]

        yield after
        begun.rollback()


def test_a_job_that_went_well_gives_no_complaint(site: Site, job: Sent) -> None:
    assert complaints(site.engine, [job], folders=()) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM decision WHERE job_id = :job AND row_no = 99", "rows missing: 99"),
        (
            "UPDATE decision SET annual_cost = annual_cost * (1 + 2.3e-16::float8) WHERE job_id = :job",
            "annual_cost differs in rows: 2, 3",
        ),
        ("UPDATE decision SET row_no = 9999 WHERE job_id = :job AND row_no = 99", "rows nobody sent: 9999"),
        ("UPDATE job SET state = 'failed' WHERE id = :job", "is failed, not partially_succeeded"),
        ("UPDATE job SET state = 'computing', finished_at = NULL WHERE id = :job", "not ended"),
        ("UPDATE chunk SET rows_ok = rows_ok + 1 WHERE job_id = :job AND ordinal = 2", "counts rows as"),
        ("UPDATE chunk SET state = 'pending' WHERE job_id = :job AND ordinal = 2", "has chunks pending"),
        (
            "UPDATE chunk SET state = 'leased', lease_token = gen_random_uuid() WHERE job_id = :job",
            "chunks still held: 8",
        ),
        ("UPDATE row_error SET code = 'other' WHERE job_id = :job", "has the errors"),
        ("UPDATE job_summary SET summary = '{}' WHERE job_id = :job", "has other totals"),
        (
            "DELETE FROM file_part WHERE file_id = (SELECT file_id FROM job WHERE id = :job)",
            "file parts not whole",
        ),
    ],
)
def test_what_is_not_as_it_must_be_is_said(
    spoiled: Callable[[str, Sent], list[str]], job: Sent, statement: str, words: str
) -> None:
    assert words in "\n".join(spoiled(statement, job))


def test_a_decision_that_changes_after_the_end_is_said(
    site: Site, job: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = site.send()
    site.stack.wait_for_end(other)

    def sweep(connection: Connection, **_: object) -> None:
        connection.execute(text("DELETE FROM decision WHERE job_id = :job"), {"job": other})

    monkeypatch.setattr("ops.drills.aftermath.sweep", sweep)
    found = complaints(site.engine, [replace(job, job_id=other)], folders=())
    assert found == ["something of an ended job has changed"]


def test_a_file_left_on_the_disk_is_said(site: Site, tmp_path: Path) -> None:
    (tmp_path / "left").touch()
    assert complaints(site.engine, [], folders=[tmp_path]) == [f"left on the disk: {tmp_path / 'left'}"]


def test_a_fault_that_does_not_land_breaks_its_scenario(site: Site) -> None:
    def act(site: Site) -> Course:
        site.arm("a.point.nobody.meets", "kill")
        site.landed("a.point.nobody.meets", seconds=0.1)
        raise AssertionError("it landed")

    result = perform(site, Scenario(name="none", fault="none", act=act))
    assert result.verdict == "BROKEN"
    assert "a.point.nobody.meets to land" in result.complaints[0]
