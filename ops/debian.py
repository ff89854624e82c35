"""Programs that Debian's packages bring."""

import os
import shutil


def find(program: str) -> str | None:
    """Where a program is; Debian keeps some out of ordinary users' way."""
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
