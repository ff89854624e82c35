"""Who works in the background steps back, with a session of his own and no other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core import courtesy

_SHOW = "import os; from pathlib import Path; from core import courtesy; courtesy.{call}();" + (
    "g = Path('/proc/self/autogroup');"
    "print(os.getpriority(os.PRIO_PROCESS, 0), g.read_text().split()[-1] if g.exists() else None)"
)
_OWN = os.getpriority(os.PRIO_PROCESS, 0)


def _shown(call: str, *, before: int = 0, session: bool = True) -> list[str]:
    shown = subprocess.run(
        ["nice", "-n", str(before), sys.executable, "-c", _SHOW.format(call=call)],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=session,
    )
    return shown.stdout.split()


def _group(expected: int) -> str:
    return str(expected) if Path("/proc/self/autogroup").exists() else "None"


def test_a_process_steps_back_with_its_session() -> None:
    assert _shown("step_back") == [str(courtesy.NICENESS), _group(courtesy.NICENESS)]


@pytest.mark.skipif(_OWN != 0, reason="run at a lower priority itself")
def test_one_that_was_started_behind_takes_its_session_there() -> None:
    assert _shown("follow", before=7) == ["7", _group(7)]
    assert _shown("follow") == ["0", _group(0)]


def test_the_session_of_others_stays_where_it_is() -> None:
    if not Path("/proc/self/autogroup").exists():
        pytest.skip("no task groups here")
    ours = Path("/proc/self/autogroup").read_text()
    # Between us and the process stands a shell, so that neither it nor its parent leads the session.
    command = [sys.executable, "-c", _SHOW.format(call="step_back")]
    subprocess.run(["sh", "-c", '"$@"; true', "sh", *command], check=True, capture_output=True)
    assert Path("/proc/self/autogroup").read_text() == ours
