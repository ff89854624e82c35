"""`./lotwise demo`: the whole of Lotwise at work on a real sheet, used as any client would."""

import contextlib
import time
from pathlib import Path
from typing import Annotated

import httpx
import typer

from core.settings import settings
from ops.demo.job import Finished, run_job
from ops.demo.night import run_night
from ops.embedded.account import server_account
from ops.embedded.places import places
from ops.embedded.ports import free_port
from ops.keys import make_key, revoke_keys_named
from ops.refusal import Refusal
from ops.root import ROOT
from ops.running.log_lines import LogLines
from ops.running.supervisor import NotReady
from ops.running.up import Lotwise, Wishes, running

SHEET = ROOT / "samples/skus.xlsx"
KEY_NAME = "demo"
NOT_MET = 1


def demo(
    once: Annotated[
        bool, typer.Option("--once", help="end when the job has ended: status 0 if it succeeded")
    ] = False,
    file: Annotated[Path, typer.Option(help="the sheet to decide on")] = SHEET,
    output: Annotated[Path, typer.Option("--output", "-o", help="where the decisions go")] = Path(
        "decisions.xlsx"
    ),
    night: Annotated[
        bool,
        typer.Option("--night", help="then keep the sheet as a catalogue, and run it again on new figures"),
    ] = False,
    no_ui: Annotated[bool, typer.Option("--no-ui", help="without the UI")] = False,
) -> None:
    """See it work: starts everything on embedded servers, uploads a sheet over HTTP, shows the decisions.

    Keeps running until Ctrl-C, so that you can look around. Ports other programs have taken are avoided.
    """
    if not file.is_file():
        raise Refusal(f"There is no file {file}.", remedy="Make a sheet with: ./lotwise sample -o skus.xlsx")
    chosen = settings()
    log_path = places(chosen.data_dir, server_account()).logs / "demo.log"
    wishes = Wishes(
        host=chosen.host,
        api_port=free_port(chosen.api_port),
        ui_port=free_port(chosen.ui_port),
        with_ui=not no_ui,
        worker_processes=chosen.worker_processes,
    )
    began = time.monotonic()
    typer.secho("Lotwise demo", bold=True)
    try:
        with (
            log_path.open("w") as log_file,
            running(wishes, LogLines(log_file), say=_note, embedded_only=True) as lotwise,
        ):
            seconds = time.monotonic() - began
            _note(
                f"API, worker, beat{' and UI' * wishes.with_ui} ready after {seconds:.1f} s; log: {log_path}"
            )
            key = _demo_key(lotwise)
            finished = run_job(lotwise, key, file, output)
            _tell(finished, output)
            catalogue = run_night(lotwise, key, file, _note) if night and finished.is_good else None
            if not once:
                _invite(wishes, finished, key, catalogue)
                lotwise.supervisor.watch()
    except (NotReady, httpx.TransportError) as error:
        raise Refusal(
            f"The demo cannot go on: {error}", remedy=f"What the processes said is in {log_path}."
        ) from error
    if not finished.is_good:
        raise typer.Exit(NOT_MET)


def _demo_key(lotwise: Lotwise) -> str:
    """A key for this run; those of earlier runs end."""
    url = lotwise.servers.database_url
    revoke_keys_named(url, KEY_NAME)
    return make_key(url, lotwise.key_pepper, KEY_NAME).text


def _tell(finished: Finished, output: Path) -> None:
    typer.echo()
    for line in finished.words:
        typer.echo(f"  {line}")
    typer.echo()
    _note(f"{finished.rows:,} SKUs in {finished.seconds:.1f} s, job {finished.state.replace('_', ' ')}")
    if finished.reason:
        _note(finished.reason)
    if finished.is_saved:
        _note(f"decisions saved in {output.absolute()}")


def _invite(wishes: Wishes, finished: Finished, key: str, catalogue: str | None) -> None:
    if wishes.with_ui:
        _note(f"see it:     {wishes.ui_url}/job?job={finished.job_id}")
        if catalogue:
            _note(f"           {wishes.ui_url}/catalogue?catalogue={catalogue}")
        _note(f"sign in by: {key}")
    _note(f"the API:    {wishes.api_url}/docs")
    _note("Ctrl-C stops everything")


def _note(text: str) -> None:
    with contextlib.suppress(OSError):  # a closed terminal must not keep us from stopping in order
        typer.echo(f"  {text}")
