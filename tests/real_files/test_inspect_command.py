"""`./lotwise inspect --json` of every real file: a report, or a problem with status 2; no traceback."""

import json
import zlib

import pytest
from typer import Typer
from typer.testing import CliRunner

from ops.inspect import inspect
from tests.real_files.expectations import Expectation, every_file

_ONE_IN = 16  # each takes a subprocess of its own, as in the API
_APP = Typer()
_APP.command()(inspect)


def _is_sampled(entry: Expectation) -> bool:
    return zlib.crc32(entry.name.encode()) % _ONE_IN == 0


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(
            entry,
            id=f"{entry.group}/{entry.name}",
            marks=[] if _is_sampled(entry) else [pytest.mark.slow],
        )
        for entry in every_file()
    ],
)
def test_a_real_file_is_reported_on_or_refused_in_json(entry: Expectation) -> None:
    if entry.absent:
        pytest.skip(entry.absent)
    done = CliRunner().invoke(_APP, [str(entry.path), "--json"])
    told = json.loads(done.stdout)
    assert done.exit_code == (2 if told.get("problem") else 0)
    if told.get("problem"):
        assert "refused" in entry.outcome
        assert told["problem"]["message"]
        assert told["problem"]["remedy"]
    else:
        asked = bool(told["understanding"]["questions"])
        assert ("asked" if asked else "understood") in entry.outcome
