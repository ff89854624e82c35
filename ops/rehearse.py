"""`./lotwise rehearse`: the image, the compose file, nginx and the rest, at work on this machine."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ops.refusal import Refusal

if TYPE_CHECKING:
    from ops.rehearsal.step import Stage, Step

NOT_MET = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a step ended; `complaint` is empty where every promise was kept."""

    name: str
    seconds: float
    complaint: str
    is_skipped: bool = False


def rehearse(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STEP]...", help="steps by name, with what they need; none: all"),
    ] = None,
    listed: Annotated[bool, typer.Option("--list", help="only say which steps there are")] = False,
    cache: Annotated[
        Path | None, typer.Option(help="keep base images and Docker's data in this folder, for the next time")
    ] = None,
    log: Annotated[Path | None, typer.Option(help="write what is said to this file as well")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print how each step ended as JSON")] = False,
) -> None:
    """Build the image, start the compose file, issue a certificate, break and restore things: all real.

    Needs root and Debian packages only (docker.io, docker-compose, debootstrap ...), which it installs. No
    image is pulled: stand-ins of Debian packages bear the names the files use, a stub stands for Grafana.
    It starts a dockerd of its own and leaves nothing behind. Status 0 if every promise was kept, 1 if not.
    """
    from ops.rehearsal.table import steps, with_needs

    known = steps()
    unknown = [name for name in names or [] if name not in known]
    if unknown:
        raise Refusal(
            f"No step is called {', '.join(unknown)}.", remedy="See them by: ./lotwise rehearse --list"
        )
    chosen = with_needs(names or list(known), known)
    if listed:
        _list(chosen, as_json=as_json)
        return
    if os.geteuid() != 0:
        raise Refusal(
            "The rehearsal runs a Docker of its own and needs root.", remedy="Run: sudo ./lotwise rehearse"
        )
    with _writing(log, quiet=as_json) as write:
        played = _all_played(chosen, cache, write)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in played], indent=1))
    if any(one.complaint for one in played):
        raise typer.Exit(NOT_MET)


def _list(chosen: "list[Step]", *, as_json: bool) -> None:
    if as_json:
        fields = [{"name": one.name, "summary": one.summary, "needs": one.needs} for one in chosen]
        typer.echo(json.dumps(fields, indent=1))
        return
    width = max((len(one.name) for one in chosen), default=0)
    for one in chosen:
        needs = f" (after {', '.join(one.needs)})" if one.needs else ""
        typer.echo(f"{one.name:{width}}  {one.summary}{needs}")


@contextmanager
def _writing(log: Path | None, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    began = time.monotonic()
    with ExitStack() as stack:
        file = stack.enter_context(log.open("w", buffering=1)) if log else None

        def write(text: str) -> None:
            for line in text.splitlines() or [""]:
                timed = f"{time.monotonic() - began:7.1f} s  {line}"
                typer.echo(timed, err=quiet)
                if file:
                    file.write(timed + "\n")

        yield write


def _all_played(chosen: "list[Step]", cache: Path | None, write: Callable[[str], None]) -> list[Played]:
    from ops.rehearsal.step import Stage

    played: dict[str, Played] = {}
    began = time.monotonic()
    with TemporaryDirectory(prefix="lotwise-rehearsal-") as made, ExitStack() as closing:
        kept = cache.absolute() if cache else Path(made) / "cache"
        kept.mkdir(parents=True, exist_ok=True)
        stage = Stage(folder=Path(made), cache=kept, closing=closing, write=write)
        for step in chosen:
            played[step.name] = _played(step, stage, played)
    seconds = time.monotonic() - began
    bad = [one.name for one in played.values() if one.complaint]
    write("")
    for one in played.values():
        verdict = "skipped" if one.is_skipped else "NOT MET" if one.complaint else "ok"
        write(f"{one.name:<14} {verdict:<8} {one.seconds:7.1f} s")
    write(f"{len(played) - len(bad)} of {len(played)} steps ok, {seconds:.0f} s")
    return list(played.values())


def _played(step: "Step", stage: "Stage", before: dict[str, Played]) -> Played:
    """The step, unless one it needs was not met; whatever it raises is told, and the others go on."""
    missing = [name for name in step.needs if name in before and before[name].complaint]
    if missing:
        stage.write(f"{step.name}: skipped, since it needs {', '.join(missing)}")
        return Played(name=step.name, seconds=0.0, complaint=f"needs {missing}", is_skipped=True)
    stage.write(f"{step.name}: {step.summary}")
    began = time.monotonic()
    complaint = _complaint(step, stage)
    seconds = time.monotonic() - began
    stage.write(f"{step.name}: {'NOT MET' if complaint else 'ok'} after {seconds:.1f} s")
    return Played(name=step.name, seconds=seconds, complaint=complaint)


def _complaint(step: "Step", stage: "Stage") -> str:
    from ops.rehearsal.step import NotMet

    try:
        step.perform(stage)
    except NotMet as error:
        stage.write(f"    NOT MET: {error}")
        return str(error)
    return ""
