"""Files dropped into a folder, as an ERP drops them by SFTP, with the real processes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core import faults
from ops.root import ROOT
from tests.acceptance.stack import Stack, wait_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def faults_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def stack_settings(faults_folder: Path) -> dict[str, str]:
    return {"LOTWISE_INBOX_SETTLE_SECONDS": "0.3", "LOTWISE_FAULTS": str(faults_folder)}


@pytest.fixture(scope="module")
def catalogue(stack: Stack) -> dict[str, Any]:
    made: dict[str, Any] = stack.client.post("/catalogues", json={"name": "Main warehouse"}).json()
    stack.start_inbox()
    return made


@pytest.fixture(scope="module")
def folder(stack: Stack, catalogue: dict[str, Any]) -> Path:
    found = stack.folder / "inbox" / str(catalogue["inbox"])
    wait_for(lambda: (found / "failed").is_dir(), "the catalogue's folder to be made")
    return found


def put_away(folder: Path, name: str) -> Callable[[], list[str]]:
    """Where a file of this name has ended."""
    return lambda: [path.parent.name for path in folder.glob(f"*/*_{name}") if path.parent.name != "taken"]


def drop(folder: Path, name: str, content: bytes) -> None:
    """As SFTP clients do: under another name until it is whole."""
    part = folder / f"{name}.filepart"
    part.write_bytes(content)
    part.rename(folder / name)


def feeds(stack: Stack, catalogue: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stack.client.get(f"/catalogues/{catalogue['id']}/feeds").json()["items"]
    return items


def test_a_workbook_fills_the_catalogue_then_stock_flows_in(
    stack: Stack, catalogue: dict[str, Any], folder: Path
) -> None:
    address = f"/catalogues/{catalogue['id']}"
    drop(folder, "skus.xlsx", (ROOT / "samples/skus.xlsx").read_bytes())
    assert wait_for(put_away(folder, "skus.xlsx"), "the workbook to be put away") == ["done"]
    items = stack.client.get(f"{address}/items", params={"limit": 2}).json()["items"]
    first, second = (item["sku"] for item in items)
    assert stack.client.get(address).json()["items"] > 100
    drop(folder, "stock.csv", f"Artikel;Bestand\n{first};1.234,5\nNOBODY;1\n".encode("latin-1"))
    assert wait_for(put_away(folder, "stock.csv"), "the stock to be put away") == ["done"]
    found = stack.client.get(f"{address}/items", params={"sku": first}).json()["items"][0]
    assert found["on_hand"] == 1234.5
    assert found["sku"] != second
    (report,) = (folder / "done").glob("*stock.csv.report.txt")
    assert "NOBODY" in report.read_text()
    newest, before = feeds(stack, catalogue)
    assert (newest["kind"], newest["received_by"]) == ("stock", "inbox:stock.csv")
    assert (before["kind"], before["received_by"]) == ("upload", "inbox:skus.xlsx")


def test_killed_after_applying_it_applies_nothing_twice(
    stack: Stack, catalogue: dict[str, Any], folder: Path, faults_folder: Path
) -> None:
    sku = stack.client.get(f"/catalogues/{catalogue['id']}/items", params={"limit": 1}).json()["items"][0][
        "sku"
    ]
    faults.arm(faults_folder, "inbox.applied", "kill")
    drop(folder, "orders.csv", f"sku,date,quantity\n{sku},2026-10-05,3\n".encode())
    wait_for(lambda: faults.landed(faults_folder, "inbox.applied") == stack.pid("inbox"), "the kill")
    wait_for(lambda: not stack.is_running("inbox"), "the process to be gone")
    assert [path.name.partition("_")[2] for path in (folder / "taken").iterdir()] == ["orders.csv"]
    stack.restart("inbox")
    assert wait_for(put_away(folder, "orders.csv"), "the orders to be put away") == ["done"]
    assert [feed["answer"]["taken"] for feed in feeds(stack, catalogue) if feed["kind"] == "demand"] == [1]


def test_it_ends_when_told_to(stack: Stack, folder: Path) -> None:
    assert stack.stop("inbox")
    assert "inbox_closed" in stack.log("inbox").read_text()
    assert os.listdir(folder / "taken") == []  # noqa: PTH208 - names are wanted
