"""`./lotwise calc` and `./lotwise sample`, as they are called."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).resolve().parents[3]


def _lotwise(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ops", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_sample_is_decided_without_a_server(tmp_path: Path) -> None:
    target = tmp_path / "decisions.xlsx"
    done = _lotwise("calc", "samples/skus.xlsx", "-o", target, "--as-of", "2026-03-02")
    assert done.returncode == 0, done.stderr
    assert "of 300 SKUs today" in done.stdout
    assert "E58: demand is 'approx. 500'" in done.stdout
    assert "H141: unit_cost" in done.stdout
    assert openpyxl.load_workbook(target, read_only=True).sheetnames[0] == "Decisions"


def test_json_is_all_that_is_printed_when_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "decisions.csv"
    done = _lotwise("calc", "samples/small.csv", "-o", target, "--json")
    told = json.loads(done.stdout)
    assert told["summary"]["rows"] == 12
    assert told["understanding"]["columns"][0]["field"] == "sku"
    assert told["errors"] == []
    assert len(target.read_text(encoding="utf-8").splitlines()) == 13


def test_no_row_computed_is_status_1_and_still_says_why(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("SKU,Demand\nA,many\n", encoding="utf-8")
    done = _lotwise("calc", sheet, "-o", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "B2: demand is 'many'" in done.stdout
    with_defaults = ("--order-cost", "50", "--holding-rate", "0.25", "--lead-time-days", "10")
    sheet.write_text("SKU,Demand,Unit cost\nA,100,5\n", encoding="utf-8")
    assert _lotwise("calc", sheet, "-o", tmp_path / "out.csv", *with_defaults).returncode == 0


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        ("SKU,Qty\nA,1\n", (), '--map "Qty=demand"'),
        ("", (), "empty"),
        ("SKU,Demand\nA,1\n", ("--as-of", "yesterday"), "--as-of"),
        ("SKU,Demand\nA,1.234\n", (), "1.234"),
    ],
)
def test_what_is_refused_is_status_2_with_a_reason_and_no_traceback(
    tmp_path: Path, content: str, options: tuple[str, ...], reason: str
) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(content, encoding="utf-8")
    done = _lotwise("calc", sheet, "-o", tmp_path / "out.csv", *options)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_a_mapping_given_on_the_command_line_settles_the_header(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("SKU,Qty,Order cost,Holding cost\nA,100,5,1\n", encoding="utf-8")
    done = _lotwise("calc", sheet, "-o", tmp_path / "out.csv", "--map", "Qty=demand")
    assert done.returncode == 0, done.stderr


def test_sample_writes_what_calc_reads(tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    assert _lotwise("sample", "--rows", "20", "--seed", "2", "-o", sheet).returncode == 0
    assert _lotwise("calc", sheet, "-o", tmp_path / "out.csv").returncode == 0
    assert _lotwise("sample", "-o", tmp_path / "s.doc").returncode == 2
