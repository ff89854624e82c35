"""What goes wrong while a sheet is sent: an API that dies, the same request very often, a full disk."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import httpx
from sqlalchemy import text

from core.db.connect import transaction
from ops.drills.scenario import Course, Scenario, sent
from ops.drills.sheets import AS_OF
from ops.drills.site import KEY, Site
from ops.drills.waiting import require, wait_for

_AT_ONCE = 100
_DISK_MIB = 1


def _killed_after_commit(site: Site) -> Course:
    """The caller hears nothing; the job is there, and sending again with the same key finds it."""
    key = str(uuid4())
    site.arm("api.after_commit_before_publish", "kill")
    try:
        site.send(key=key)
    except httpx.HTTPError:
        pass
    else:
        require(False, "the API answered although it was killed")
    process = site.landed("api.after_commit_before_publish")
    at = time.monotonic()
    with transaction(site.engine) as connection:
        query = text("SELECT job_id FROM idempotency_key WHERE key = :key")
        kept = str(connection.scalar(query, {"key": key}))
    site.stack.restart("api")
    status, again = _post(site, site.sheet.path, key)
    require((status, again) == (httpx.codes.OK, kept), f"sent again: {status}, {again} for {kept}")
    return Course(
        where=f"api.after_commit_before_publish, process {process}", at=at, sent=(sent(site, kept),)
    )


def _killed_while_receiving(site: Site) -> Course:
    """The caller's connection breaks; nothing of the half file is kept anywhere."""
    is_sending, is_over = threading.Event(), threading.Event()

    def endless() -> Iterator[bytes]:
        yield b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        while not is_over.is_set():
            yield b"A-1,100\n" * 50_000
            is_sending.set()

    job_id = site.send()
    with ThreadPoolExecutor(1) as pool:
        kind = {"content-type": "multipart/form-data; boundary=X"}
        future = pool.submit(site.stack.client.post, "/jobs", content=endless(), headers=kind)
        try:
            require(is_sending.wait(30), "nothing was sent")
            site.stack.kill("api")
        finally:
            is_over.set()
        require(isinstance(future.exception(30), httpx.HTTPError), "the caller was not told")
    return Course(where="api, in the middle of a body", sent=(sent(site, job_id),))


def _post(site: Site, path: Path, key: str) -> tuple[int, str]:
    """The status of an upload, and the job's id or the code of the refusal."""
    with path.open("rb") as file:
        answer = site.stack.client.post(
            "/jobs",
            files={"file": (path.name, file)},
            data={"options": f'{{"as_of": "{AS_OF}"}}'},
            headers={KEY: key},
        )
    body = answer.json()
    return answer.status_code, str(body["id"] if answer.is_success else body.get("code"))


def _the_same_often(site: Site) -> Course:
    """A hundred requests at once with one key make one job; another body with it is refused."""
    key = str(uuid4())
    other = site.new_sheet("other.csv", 20)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = list(pool.map(lambda _: _post(site, site.sheet.path, key), range(_AT_ONCE)))
    made = {answer for status, answer in answers if status in (httpx.codes.OK, httpx.codes.ACCEPTED)}
    refused = [answer for answer in answers if answer[0] not in (200, 202, 409)]
    require(not refused, f"refused: {refused[:3]}")
    require(len(made) == 1, f"{len(made)} jobs were made: {sorted(made)[:3]}")
    require([status for status, _ in answers].count(httpx.codes.ACCEPTED) == 1, "more than one was new")
    mismatch = _post(site, other.path, key)
    require(mismatch == (422, "idempotency_mismatch"), f"another body was answered by {mismatch}")
    return Course(where=f"{_AT_ONCE} requests at once", sent=(sent(site, made.pop()),))


def _disk_full(site: Site) -> Course:
    """Uploads are spooled on a disk of one MiB: the sheet is refused in words, smaller ones go on."""
    job_id = site.send()
    folder = site.folder / "small"
    folder.mkdir(exist_ok=True)
    site.stack.stop("api")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK_MIB}m", "tmpfs", str(folder)], check=True)
    try:
        _restarted_on(site, folder)
        large = site.folder / "large.csv"
        large.write_bytes(site.sheet.path.read_bytes() * 200)
        status, code = _post(site, large, str(uuid4()))
        require((status, code) == (507, "disk_full"), f"a full disk is answered by {status} {code}")
        left = [path for path in (folder / "uploads").rglob("*") if path.is_file()]
        require(not left, f"left on the disk: {left}")
        small = site.send()
    finally:
        site.stack.stop("api")
        _restarted_on(site, site.folder / "data")
        subprocess.run(["umount", str(folder)], check=True)
    return Course(where=f"{folder.name}, {_DISK_MIB} MiB", sent=(sent(site, job_id), sent(site, small)))


def _restarted_on(site: Site, folder: Path) -> None:
    site.stack.forget("api")
    site.stack.start_api(LOTWISE_DATA_DIR=str(folder))


def _no_small_disk() -> str:
    if os.geteuid() != 0:
        return "a small disk is mounted by root only"
    with tempfile.TemporaryDirectory() as name:
        tried = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", name], capture_output=True)
        if tried.returncode != 0:
            return f"no small disk can be mounted: {tried.stderr.decode().strip()}"
        wait_for(lambda: subprocess.run(["umount", name]).returncode == 0, "the disk to be taken away")
    return ""


def _workers_disk_full(site: Site) -> Course:
    """The reader's disk is full at first: reading is tried again, and succeeds when there is room."""
    site.temporary.chmod(0o711)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(site.temporary)], check=True)
    try:
        job_id = site.send()
        wait_for(lambda: site.attempts(job_id) >= 1, "reading to be tried")
    finally:
        wait_for(lambda: subprocess.run(["umount", "-l", str(site.temporary)]).returncode == 0, "room")
    return Course(where="the worker's folder for temporary files, 4 KiB", sent=(sent(site, job_id),))


SENDING = [
    Scenario(
        name="kill-api-sending",
        fault="kill -9 of the API between commit and publish",
        act=_killed_after_commit,
    ),
    Scenario(
        name="kill-api-receiving",
        fault="kill -9 of the API in the middle of an upload",
        act=_killed_while_receiving,
    ),
    Scenario(
        name="same-upload-often",
        fault=f"the same upload {_AT_ONCE} times at once with one key",
        act=_the_same_often,
    ),
    Scenario(
        name="disk-full-upload",
        fault="the disk uploads are spooled on is full",
        act=_disk_full,
        missing=_no_small_disk,
    ),
    Scenario(
        name="disk-full-worker",
        fault="the disk a worker reads from is full",
        act=_workers_disk_full,
        missing=_no_small_disk,
    ),
]
