"""`./lotwise api|worker|beat|inbox|ui`: one process, on configured servers or those of a running `up`."""

import os
from collections.abc import Mapping
from typing import Annotated, NoReturn

import typer

from core.settings import settings
from ops.embedded import servers
from ops.embedded.account import server_account
from ops.embedded.memory import Memory
from ops.embedded.places import places
from ops.embedded.postgres import remembered_url
from ops.embedded.valkey import remembered_url as remembered_redis_url
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running import environment, processes
from ops.running.processes import Process
from ops.running.taken_ports import refuse_taken_port


def _become(process: Process, changes: Mapping[str, object] | None = None) -> NoReturn:
    """Turn into the process, so that signals and the exit status are its own."""
    variables = {**environment.for_children(_servers(), changes or {}), **process.variables}
    os.chdir(ROOT)
    os.execve(process.command[0], process.command, variables)  # noqa: S606 - no shell is wanted


def _servers() -> servers.Servers:
    chosen = settings()
    found = places(chosen.data_dir, server_account())
    memory = Memory.load(found.secrets)
    if not (memory.postgres_port or chosen.database_url) or not (memory.redis_port or chosen.redis_url):
        raise Refusal(
            "No servers are configured, and none were ever started here.",
            remedy="Set LOTWISE_DATABASE_URL and LOTWISE_REDIS_URL, or run: ./lotwise up",
        )
    return servers.Servers(
        database_url=chosen.database_url or remembered_url(memory),
        redis_url=chosen.redis_url or remembered_redis_url(memory),
        key_pepper=memory.key_pepper,
        places=found,
    )


def api(
    port: Annotated[int, typer.Option(help="port to listen on [LOTWISE_API_PORT]")] = 0,
    host: Annotated[str, typer.Option(help="address to listen on [LOTWISE_HOST]")] = "",
    count: Annotated[
        int, typer.Option("--processes", min=0, max=64, help="processes [LOTWISE_API_PROCESSES]")
    ] = 0,
) -> None:
    """Run the API alone, in the foreground, on the configured servers or those `./lotwise up` runs."""
    chosen = settings()
    host, port = host or chosen.host, port or chosen.api_port
    # Before the counts of one that runs already were emptied.
    refuse_taken_port(port, host, what="API", option="port")
    _become(
        processes.api(
            host, port, processes=count or chosen.api_processes, data_dir=chosen.data_dir.absolute()
        )
    )


def worker(
    number: Annotated[int, typer.Option(min=1, help="its number on this host; each needs its own")] = 1,
    children: Annotated[int, typer.Option(min=0, help="processes; 0: one per core")] = 0,
) -> None:
    """Run one worker alone, in the foreground, on the configured servers or those `./lotwise up` runs."""
    count = children or settings().worker_processes or processes.cores()
    _become(processes.worker(number, count))


def beat() -> None:
    """Run beat alone, in the foreground, on the configured servers or those `./lotwise up` runs."""
    _become(processes.beat(settings().data_dir.absolute() / "celerybeat-schedule"))


def inbox() -> None:
    """Take in files dropped into LOTWISE_INBOX_DIR, on the configured servers or those `./lotwise up` runs.

    Run it on the machine that has the folder, in the foreground; a second one on the same folder waits.
    """
    chosen = settings()
    folder = environment.inbox_dir(places(chosen.data_dir, server_account()).data_dir)
    _become(processes.inbox(), {"inbox_dir": folder})


def ui(
    port: Annotated[int, typer.Option(help="port to listen on [LOTWISE_UI_PORT]")] = 0,
    host: Annotated[str, typer.Option(help="address to listen on [LOTWISE_HOST]")] = "",
) -> None:
    """Run the UI alone, in the foreground; it speaks to the API at LOTWISE_API_URL."""
    chosen = settings()
    _become(processes.ui(host or chosen.host, port or chosen.ui_port))
