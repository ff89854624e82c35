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

VERSION = "1.0.2"
SAMPLE_ROWS = 50_000  # a loop's time is proportional to its length: no need to wait for a million

_LOOP = """
import json, sys, time
from stockpyl.eoq import economic_order_quantity
rows = json.load(sys.stdin)
for K, h, D in rows[:100]:
    economic_order_quantity(K, h, D)
started = time.process_time()
for K, h, D in rows:
    economic_order_quantity(K, h, D)
print(len(rows) / (time.process_time() - started))
"""


def measure(
    demand: npt.NDArray[np.float64],
    order_cost: npt.NDArray[np.float64],
    holding_cost: npt.NDArray[np.float64],
) -> float:
    """Rows a second of stockpyl's EOQ on a sample of the rows.

    Raises:
        subprocess.CalledProcessError: when it cannot be installed or does not run.

    """
    python = _environment()
    sample = np.stack([order_cost, holding_cost, demand], axis=1)[:SAMPLE_ROWS]
    done = subprocess.run(
        [python, "-c", _LOOP], input=json.dumps(sample.tolist()), capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def _environment() -> Path:
    """The Python of the environment that has stockpyl, made at first use."""
    home = settings().data_dir.resolve() / "bench" / f"stockpyl-{VERSION}"
    python = home / "bin" / "python"
    ready = home / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*install, "--no-deps", f"stockpyl=={VERSION}"], check=True)
        subprocess.run([*install, f"numpy=={version('numpy')}"], check=True)
        ready.touch()
    return python
