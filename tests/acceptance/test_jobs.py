"""The main way, with real processes: a sheet in, decisions out, whatever is killed on the way."""

import csv
import io
from pathlib import Path

import pytest

from tests.acceptance.stack import Stack, wait_for

ROWS = 2_000


def sheet(folder: Path, rows: int = ROWS, name: str = "skus.csv") -> Path:
    """A plain sheet; every row can be decided."""
    path = folder / name
    with path.open("w", newline="") as target:
        writer = csv.writer(target)
        writer.writerow(
            [
                "SKU",
                "Demand",
                "Order cost",
                "Unit cost",
                "Holding rate",
                "Lead time (days)",
                "On hand",
                "Shelf",
            ]
        )
        for row in range(rows):
            writer.writerow(
                [
                    f"{row:05d}",
                    100 + row % 900,
                    40,
                    1 + row % 50,
                    0.25,
                    7 + row % 20,
                    row % 120,
                    f"R{row % 9}",
                ]
            )
    return path


def decisions(stack: Stack, job_id: str) -> list[dict[str, str]]:
    """The job's decisions as a spreadsheet would get them."""
    answer = stack.client.get(f"/jobs/{job_id}/decisions.csv")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def stack_settings() -> dict[str, str]:
    """Small chunks, so that a small sheet has many."""
    return {"LOTWISE_CHUNK_ROWS": "100"}


@pytest.fixture(scope="module")
def expected(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What a run nobody disturbed decides."""
    job = stack.upload(sheet(tmp_path_factory.mktemp("sheet")), as_of="2026-11-22")
    ended = stack.wait_for_end(job["id"])
    assert ended["state"] == "succeeded", ended
    return decisions(stack, job["id"])


def test_every_row_of_the_sheet_has_one_decision_in_its_order(expected: list[dict[str, str]]) -> None:
    assert [row["SKU"] for row in expected] == [f"{row:05d}" for row in range(ROWS)]
    assert {row["Shelf"] for row in expected} == {f"R{shelf}" for shelf in range(9)}


def test_progress_counts_every_row_and_says_100_percent_at_the_end(stack: Stack, tmp_path: Path) -> None:
    ended = stack.wait_for_end(stack.upload(sheet(tmp_path, 250))["id"])
    progress = ended["progress"]
    assert (progress["rows_total"], progress["rows_ok"], progress["rows_failed"]) == (250, 250, 0)
    assert progress["percent"] == 100


def test_bad_rows_are_named_and_the_others_have_decisions(stack: Stack, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(
        "SKU,Demand,Order cost,Unit cost,Holding rate\n"
        "a,many,40,2,0.25\nb,100,-40,2,0.25\nc,100,40,2,0\nd,100,40,2,0.25\n"
    )
    ended = stack.wait_for_end(stack.upload(path)["id"])
    assert ended["state"] == "partially_succeeded"
    assert (ended["progress"]["rows_ok"], ended["progress"]["rows_failed"]) == (1, 3)
    errors = stack.client.get(f"/jobs/{ended['id']}/errors.csv").text
    for cell, value in (("B2", "many"), ("C3", "-40"), ("E4", "0")):
        assert cell in errors
        assert value in errors
    by_sku = {row["SKU"]: row for row in decisions(stack, ended["id"])}
    assert [by_sku[sku]["status"] for sku in "abc"] == ["error"] * 3
    assert float(by_sku["d"]["order_quantity"]) > 0


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "unreadable_file"),
        ("broken.xlsx", b"PK\x03\x04" + b"\0" * 100, "unreadable_file"),
        ("header.csv", b"Name,Colour\na,red\n", "header_missing"),
        ("rows.csv", b"SKU,Demand,Order cost,Unit cost,Holding rate\n", "no_rows"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_the_reason(
    stack: Stack, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    ended = stack.wait_for_end(stack.upload(path)["id"])
    assert ended["state"] == "failed"
    assert ended["error"]["code"] == code
    assert ended["error"]["remedy"]
    assert stack.is_running("worker-1")


@pytest.mark.slow
def test_the_job_of_a_killed_worker_is_finished_by_the_next(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job = stack.upload(sheet(tmp_path), as_of="2026-11-22")
    wait_for(lambda: stack.job(job["id"])["progress"]["rows_done"] > 0, "the first chunk to be done")
    stack.kill("worker-1")
    assert not stack.job(job["id"])["finished_at"], "the worker was killed too late to prove anything"
    stack.restart("worker-1")
    ended = stack.wait_for_end(job["id"])
    assert ended["state"] == "succeeded"
    assert decisions(stack, job["id"]) == expected


@pytest.mark.slow
def test_the_job_of_a_worker_killed_while_reading_is_read_again(
    stack: Stack, tmp_path: Path, expected: list[dict[str, str]]
) -> None:
    job = stack.upload(sheet(tmp_path), as_of="2026-11-22")
    wait_for(lambda: stack.job(job["id"])["state"] == "reading", "the reading to begin")
    stack.kill("worker-1")
    stack.restart("worker-1")
    assert stack.wait_for_end(job["id"])["state"] == "succeeded"
    assert decisions(stack, job["id"]) == expected


def test_cancelling_a_running_job_ends_it_within_seconds(stack: Stack, tmp_path: Path) -> None:
    job = stack.upload(sheet(tmp_path, 50_000))
    wait_for(lambda: stack.job(job["id"])["progress"]["rows_done"] > 0, "the first chunk to be done")
    answer = stack.client.post(f"/jobs/{job['id']}/cancel")
    assert answer.status_code == 202
    ended = stack.wait_for_end(job["id"], seconds=30)
    assert ended["state"] == "cancelled"
    assert 0 < ended["progress"]["rows_done"] < 50_000


@pytest.mark.slow
def test_two_workers_share_a_job(stack: Stack, tmp_path: Path, expected: list[dict[str, str]]) -> None:
    stack.start_worker(2)
    wait_for(lambda: len(stack.client.get("/workers").json()["items"]) == 2, "the second worker to be seen")
    job = stack.upload(sheet(tmp_path), as_of="2026-11-22")
    assert stack.wait_for_end(job["id"])["state"] == "succeeded"
    assert decisions(stack, job["id"]) == expected
    assert stack.stop("worker-2"), "the worker did not stop by itself"


@pytest.mark.slow
def test_a_stopped_worker_is_told_from_a_living_one(stack: Stack) -> None:
    def is_alive(prefix: str) -> bool | None:
        workers = stack.client.get("/workers").json()["items"]
        return next((one["is_alive"] for one in workers if one["name"].startswith(prefix)), None)

    stack.start_worker(3)
    wait_for(lambda: is_alive("test-3"), "the worker to be seen")
    stack.stop("worker-3")
    assert is_alive("test-3") is False
    assert is_alive("test-1") is True
