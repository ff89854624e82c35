"""Where several processes of one API count together: a folder that is emptied when the API is started."""

import shutil
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"


def variables(data_dir: Path, port: int, processes: int) -> dict[str, str]:
    """What the API's environment needs besides, with the folder made empty; one process needs nothing."""
    if processes == 1:
        return {}
    folder = data_dir / "metrics" / f"api-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {VARIABLE: str(folder)}
