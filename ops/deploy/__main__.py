"""Run one release of Lotwise on this host, or go on with the one before: all that a deploying ssh key may do.

Installed as lotwise-deploy and run by a forced command. It is given a digest, nothing else, and needs Python
3.11 with nothing but its standard library, and docker with compose:

    lotwise-deploy sha256:...       or by ssh, in SSH_ORIGINAL_COMMAND
    lotwise-deploy --recover        at boot: puts right what was cut off in the middle

Status 0: the release runs. 1: it does not; what ran before runs again, or was never touched. 2: refused,
nothing was done. 3: neither runs; somebody has to look. See ops/docs/deploying.md.
"""

import argparse
import fcntl
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from ops.deploy.configuration import configured
from ops.deploy.release import DIGEST, NOTHING_RUNS, REFUSED, Host
from ops.deploy.words import say

_LOOK_EVERY_SECONDS = 0.1


def refuse(text: str) -> NoReturn:
    """Say no, having done nothing."""
    print(f"lotwise-deploy: refused: {text}", file=sys.stderr, flush=True)
    raise SystemExit(REFUSED)


def _locked(home: Path) -> int:
    """The lock of this host: held until the last program we started has ended, whatever becomes of us."""
    file = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        refuse("another deployment runs on this host. Try again when it has ended.")
    return file


def _apart(work: Callable[[], int], log: Path) -> int:
    """Work in a session of its own and show its log: a connection that breaks ends the showing only."""
    with log.open("a+b") as seen:
        seen.seek(0, os.SEEK_END)
        process = os.fork()
        if process == 0:
            os._exit(_in_own_session(work, log))
        while True:
            ended, status = os.waitpid(process, os.WNOHANG)
            sys.stdout.buffer.write(seen.read())
            sys.stdout.buffer.flush()
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(_LOOK_EVERY_SECONDS)


def _in_own_session(work: Callable[[], int], log: Path) -> int:
    os.setsid()
    nothing, out = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND)
    for old, new in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(old, new)
    try:
        return work()
    except BaseException:  # noqa: BLE001 -- this process is forked: nobody above would say it
        traceback.print_exc()
        say("BROKEN OFF; the next deployment, or lotwise-deploy --recover, puts right what is left")
        return NOTHING_RUNS


def main(arguments: list[str]) -> int:
    """What the connection asks for; the words of a forced command's client are data, never a command line."""
    parser = argparse.ArgumentParser(prog="lotwise-deploy", description=__doc__)
    parser.add_argument("--conf", type=Path, default=Path("/etc/lotwise/deploy.conf"))
    parser.add_argument("--recover", action="store_true")
    parser.add_argument("digest", nargs="?", default="")
    given = parser.parse_args(arguments)
    digest = os.environ.get("SSH_ORIGINAL_COMMAND", given.digest)
    if not given.recover and not DIGEST.fullmatch(digest):
        refuse(f"{digest[:100]!r} is no digest. Send sha256: and 64 hexadecimal digits, nothing else.")
    try:
        configuration = configured(given.conf)
        configuration.home.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        refuse(str(error))
    os.umask(0o022)
    host = Host(configuration, _locked(configuration.home))
    work = host.recover if given.recover else lambda: host.deploy(digest)
    return _apart(work, configuration.home / "deploy.log")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
