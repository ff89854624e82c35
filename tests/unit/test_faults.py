"""Named points: they do nothing without a drill, and with one what it asked for, once."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import timeit
from pathlib import Path

import pytest

from core import faults
from ops.root import ROOT


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    """A process in which the drill of `folder` is on."""
    return subprocess.Popen(
        [sys.executable, "-c", "from core.faults import *\n" + textwrap.dedent(code)],
        cwd=ROOT,
        env=os.environ | {faults.VARIABLE: str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder: Path, code: str) -> tuple[int, str]:
    """Its exit status and what it printed."""
    with start(folder, code) as process:
        said, _ = process.communicate(timeout=30)
    return process.returncode, said


def test_without_a_drill_points_cost_less_than_a_microsecond_and_read_nothing() -> None:
    assert not faults.is_on()
    buffer = io.BytesIO(b"rows")
    assert faults.interrupted("compute.in_copy", buffer) is buffer
    faults.row_points("compute.row", lambda: pytest.fail("the rows were looked at"))
    assert min(timeit.repeat(lambda: faults.point("read.claimed"), number=10_000, repeat=5)) < 0.01


@pytest.mark.parametrize(("action", "status"), [("kill", -signal.SIGKILL), ("exit", 1), ("raise", 7)])
def test_a_fault_ends_the_process_that_meets_it_and_leaves_proof(
    tmp_path: Path, action: str, status: int
) -> None:
    faults.arm(tmp_path, "here", action)
    assert faults.landed(tmp_path, "here") is None
    code = """
        print(os.getpid(), flush=True)
        point("elsewhere")
        try:
            point("here")
        except FaultRaised:
            sys.exit(7)
    """
    ended, said = run(tmp_path, "import sys\n" + textwrap.dedent(code))
    assert ended == status
    assert faults.landed(tmp_path, "here") == int(said)


def test_a_fault_acts_once(tmp_path: Path) -> None:
    faults.arm(tmp_path, "here", "exit")
    assert run(tmp_path, 'point("here")')[0] == 1
    assert run(tmp_path, 'point("here")')[0] == 0


def test_a_fault_that_is_always_there_acts_each_time(tmp_path: Path) -> None:
    faults.arm(tmp_path, "here", "exit always")
    assert [run(tmp_path, 'point("here")')[0] for _ in range(2)] == [1, 1]
    faults.disarm(tmp_path, "here")
    assert run(tmp_path, 'point("here")')[0] == 0
    assert faults.landed(tmp_path, "here") is None


def test_a_fault_lets_pass_as_many_hits_as_it_was_told(tmp_path: Path) -> None:
    faults.arm(tmp_path, "here", "exit 2")
    code = 'for hit in range(9):\n    print(hit, flush=True)\n    point("here")'
    assert run(tmp_path, code) == (1, "0\n1\n2\n")


def test_of_two_processes_one_takes_the_fault(tmp_path: Path) -> None:
    faults.arm(tmp_path, "here", "exit")
    code = 'input_file = open(0)\ninput_file.read()\nfor _ in range(100): point("here")'
    both = [start(tmp_path, code) for _ in range(2)]
    assert sorted(process.wait(30) for process in both) == [0, 1]
    for process in both:
        process.communicate()


def test_a_paused_process_goes_on_when_it_is_told_to(tmp_path: Path) -> None:
    faults.arm(tmp_path, "here", "pause")
    with start(tmp_path, 'point("here")\nprint("awake")') as process:
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        assert faults.landed(tmp_path, "here") == process.pid
        process.send_signal(signal.SIGCONT)
        said, _ = process.communicate(timeout=30)
    assert said == "awake\n"


def test_a_row_is_poison_only_to_the_frame_that_holds_it(tmp_path: Path) -> None:
    faults.arm(tmp_path, "compute.row:A-2", "exit always")
    assert run(tmp_path, 'row_points("compute.row", lambda: ["A-1", "A-3"])')[0] == 0
    assert run(tmp_path, 'row_points("compute.row", lambda: ["A-1", "A-2"])')[0] == 1


def test_a_stream_is_interrupted_when_part_of_it_was_read_and_gives_every_byte(tmp_path: Path) -> None:
    faults.arm(tmp_path, "copy", "sleep:0")
    code = """
        stream = interrupted("copy", io.BytesIO(b"0123456789"))
        first = stream.read(8192)
        print(first, landed(Path(os.environ[VARIABLE]), "copy"))
        print(first + stream.read(8192) + stream.read(8192), landed(Path(os.environ[VARIABLE]), "copy") > 0)
    """
    assert run(tmp_path, code) == (0, "b'01234' None\nb'0123456789' True\n")
