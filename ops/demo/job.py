"""The demo's job: uploaded, watched and downloaded by HTTP, as any client would."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ops.refusal import Refusal
from ops.running.up import Lotwise

POLL_SECONDS = 0.2
PATIENCE_SECONDS = 600.0
GOOD = ("succeeded", "partially_succeeded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """How the job ended."""

    job_id: str
    state: str
    reason: str
    rows: int
    seconds: float
    words: tuple[str, ...]
    is_saved: bool

    @property
    def is_good(self) -> bool:
        """Whether there are decisions, and they are on disk."""
        return self.state in GOOD and self.is_saved


def run_job(lotwise: Lotwise, key: str, sheet: Path, output: Path) -> Finished:
    """Upload `sheet`, show its progress, save the decisions as a workbook in `output`."""
    with httpx.Client(
        base_url=lotwise.wishes.api_url, headers={"x-api-key": key}, timeout=60, trust_env=False
    ) as client:
        began = time.monotonic()
        with sheet.open("rb") as file:
            job = _json(client.post("/jobs", files={"file": (sheet.name, file)}))
        job = watched(client, job, lotwise)
        seconds = time.monotonic() - began
        is_good = job["state"] in GOOD
        if is_good:
            _save(client, f"/jobs/{job['id']}/decisions.xlsx", output)
        summary = _json(client.get(f"/jobs/{job['id']}/summary")) if is_good else {}
    error = job["error"] or {}
    return Finished(
        job_id=job["id"],
        state=job["state"],
        reason=" ".join(filter(None, (error.get("message"), error.get("remedy"))))
        or job["status_reason"]
        or "",
        rows=job["progress"]["rows_total"] or 0,
        seconds=seconds,
        words=tuple(summary.get("words", ())),
        is_saved=is_good,
    )


def watched(client: httpx.Client, job: dict[str, Any], lotwise: Lotwise) -> dict[str, Any]:
    """The job once it has ended or asks, its progress shown until then. Raises `Refusal`."""
    columns = (
        TextColumn("  {task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("SKUs"),
        TimeElapsedColumn(),
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    with Progress(*columns) as progress:
        bar = progress.add_task(job["state"], total=None)
        while True:
            _show(progress, bar, job)
            if job["finished_at"] or job["state"] == "needs_answer":
                return job
            if lotwise.supervisor.asked_to_stop.wait(POLL_SECONDS):
                raise KeyboardInterrupt
            if time.monotonic() > deadline:
                raise Refusal(f"The job did not end within {PATIENCE_SECONDS:.0f} s: {job['status_reason']}")
            lotwise.supervisor.watch_once()
            job = _json(client.get(f"/jobs/{job['id']}"))


def _show(progress: Progress, bar: TaskID, job: dict[str, Any]) -> None:
    counts = job["progress"]
    progress.update(
        bar, description=job["state"], total=counts["rows_total"] or None, completed=counts["rows_done"] or 0
    )


def _save(client: httpx.Client, path: str, output: Path) -> None:
    """Beside the target first, so that a download cut short never looks like a workbook."""
    draft = output.with_name(f".{output.name}.part")
    try:
        with client.stream("GET", path) as answer, draft.open("wb") as file:
            if answer.status_code != httpx.codes.OK:
                answer.read()
                _json(answer)
            for part in answer.iter_bytes():
                file.write(part)
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)


def _json(answer: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = answer.json()
    if answer.is_error:
        raise Refusal(f"The API refused: {body.get('detail') or body}", remedy=body.get("remedy", ""))
    return body
