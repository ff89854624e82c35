"""The peer in the engine's benchmark: stockpyl's EOQ in a loop, in an environment of its own.

stockpyl is no dependency of Lotwise, not even of its development: it is installed only when asked for,
without the documentation tools it names as requirements; its `eoq` module needs numpy alone.
"""

import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.settings import settings
from ops.refusal import Refusal

VERSION = "1.0.2"
SAMPLE_ROWS = 50_000  # a loop's time is proportional to its length: no need to wait for a million

_LOOP = """
import json, statistics, sys, time
from stockpyl.eoq import economic_order_quantity
rows = json.load(sys.stdin)
def run():
    started = time.process_time()
    for K, h, D in rows:
        economic_order_quantity(K, h, D)
    return len(rows) / (time.process_time() - started)
run()
print(statistics.median(run() for _ in range(5)))
"""


def measure(
    demand: npt.NDArray[np.float64],
    order_cost: npt.NDArray[np.float64],
    holding_cost: npt.NDArray[np.float64],
) -> float:
    """Rows a second of stockpyl's EOQ on a sample of the rows.

    Raises Refusal when it cannot be installed or does not run.
    """
    python = _environment()
    sample = np.stack([order_cost, holding_cost, demand], axis=1)[:SAMPLE_ROWS]
    loop = _run([str(python), "-c", _LOOP], json.dumps(sample.tolist()))
    return float(loop)


def _environment() -> Path:
    """The Python of the environment that has stockpyl, made at first use."""
    home = settings().data_dir.resolve() / "bench" / f"stockpyl-{VERSION}"
    python = home / "bin" / "python"
    ready = home / "ready"
    if not ready.exists():
        _run([sys.executable, "-m", "venv", str(home)])
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-warn-conflicts"]
        _run([*install, f"numpy=={version('numpy')}", f"stockpyl=={VERSION}"])
        ready.touch()
    return python


def _run(command: list[str], standard_input: str = "") -> str:
    done = subprocess.run(command, input=standard_input, capture_output=True, text=True)
    if done.returncode != 0:
        raise Refusal(f"stockpyl {VERSION} does not run here: {done.stderr.strip()[-500:]}")
    return done.stdout
