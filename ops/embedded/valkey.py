"""An embedded Valkey (or Redis): its folder and its process."""

import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from ops.embedded import child
from ops.embedded.account import Account
from ops.embedded.memory import Memory
from ops.embedded.orphans import stop_orphans
from ops.embedded.ports import LOOPBACK
from ops.embedded.programs import Program
from ops.embedded.server import fresh_log, wait_until_ready
from ops.refusal import Refusal

STOP_SECONDS = 20.0
DATABASES = 512  # tests take one each


@dataclass(frozen=True, slots=True, kw_only=True)
class Valkey:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    memory: Memory
    program: Program

    def url(self, database: int = 0) -> str:
        """Address of one of its numbered databases."""
        return _url(self.memory.redis_password, self.port, database)

    def stop(self) -> None:
        """Write what is not on disk yet and end."""
        child.stop(self.process, signal.SIGTERM, patience=STOP_SECONDS)


def _url(password: str, port: int, database: int = 0) -> str:
    return f"redis://:{password}@{LOOPBACK}:{port}/{database}"


def remembered_url(memory: Memory) -> str:
    """Address of a server another process runs."""
    return _url(memory.redis_password, memory.redis_port)


def choose(programs: list[Program]) -> Program:
    """The best program at hand."""
    if not programs:
        raise Refusal(
            "There is no Valkey or Redis server at hand.",
            remedy="Set LOTWISE_REDIS_URL to a server, or install one (apt-get install redis-server).",
        )
    return programs[0]


def run(
    program: Program, data: Path, *, port: int, memory: Memory, account: Account | None, log: Path
) -> Valkey:
    """Start the server on `data` and wait until it answers."""
    data.mkdir(mode=0o700, exist_ok=True)
    if account:
        account.own(data)
    stop_orphans(data, program.path.name, signal.SIGTERM)
    fresh_log(log)
    # The password stands in a file: a command line can be read by everybody on the machine.
    configuration = data / "valkey.conf"
    configuration.unlink(missing_ok=True)
    configuration.touch(mode=0o600)
    configuration.write_text(
        f"bind {LOOPBACK}\nport {port}\nrequirepass {memory.redis_password}\ndir {data}\n"
        f"databases {DATABASES}\nappendonly yes\nsave ''\nmaxmemory-policy noeviction\ndaemonize no\n"
    )
    if account:
        account.own(configuration)
    with log.open("ab") as output:
        process = child.start(
            [str(program.path), str(configuration)],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            cwd=Path("/"),
            stop_signal=signal.SIGTERM,
            output=output,
            account=account,
        )
    server = Valkey(process=process, port=port, memory=memory, program=program)
    try:
        wait_until_ready(process, lambda: _answers(server.url()), log=log)
    except BaseException:
        server.stop()
        raise
    return server


def _answers(url: str) -> bool:
    client = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2)
    try:
        return bool(client.ping())
    except RedisError:
        return False  # not listening yet, or loading its file
    finally:
        client.close()
