"""What a deployment says and keeps: timed lines, whole files."""

import os
import time
from pathlib import Path


class Failed(Exception):
    """A step that did not succeed, in words."""


def now() -> str:
    """UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def say(text: str) -> None:
    """One line, timed, to the log and by it to whoever waits."""
    print(f"{now()} {text}", flush=True)


def write(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Make the file whole or leave it as it was, also if the power goes."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
