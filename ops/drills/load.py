"""Small jobs beside large ones: fifty rows never wait behind a million, and users take turns."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

from sqlalchemy import text

from core.db.access.keys import create_key
from core.db.connect import transaction
from core.ids import WorkspaceId
from ops.drills.aftermath import Sent
from ops.drills.scenario import Course, Scenario, has_ended
from ops.drills.sheets import AS_OF
from ops.drills.site import Site
from ops.drills.waiting import require, wait_for

LARGE_ROWS = 1_000_000
SMALL_ROWS = 50
SMALL_SECONDS = 5.0
# On a machine busy with other things, five seconds may be too few even for a small job alone.
_TIMES_ALONE = 4.0
_SMALL_JOBS = 5
_CHUNK_ROWS = 20_000
_SETTINGS = (("LOTWISE_CHUNK_ROWS", str(_CHUNK_ROWS)), ("LOTWISE_LEASE_SECONDS", "30"))
_USERS = 20
_JOBS_OF_THE_FIRST = 8


def _state(site: Site, job_id: str) -> str:
    with transaction(site.engine) as connection:
        return str(connection.scalar(text("SELECT state FROM job WHERE id = :job"), {"job": job_id}))


def _seconds(site: Site, job_id: str) -> float:
    query = "SELECT extract(epoch FROM finished_at - created_at) FROM job WHERE id = :job"
    with transaction(site.engine) as connection:
        return float(connection.scalar(text(query), {"job": job_id}) or 0.0)


def _small(site: Site) -> Sent:
    """A small job that has ended."""
    sheet = site.new_sheet("small.csv", SMALL_ROWS, _CHUNK_ROWS)
    job_id = site.send(sheet)
    wait_for(partial(has_ended, site, job_id), "a small job to end")
    return Sent(job_id=job_id, sheet=sheet)


def _small_meanwhile(site: Site, large: Sequence[str], states: Sequence[str], alone: float) -> Course:
    """Small jobs one after the other while the first large one is in one of `states`; that is cancelled."""
    small: list[Sent] = []
    while len(small) < _SMALL_JOBS and _state(site, large[0]) in states:
        small.append(_small(site))
    require(small, f"the large job was not {' or '.join(states)} for long enough")
    require(not any(has_ended(site, one) for one in large), "a large job has ended too early")
    slowest = max(_seconds(site, one.job_id) for one in small)
    words = f"{len(small)} small jobs, the slowest took {slowest:.1f} s; alone {alone:.1f} s"
    require(slowest <= max(SMALL_SECONDS, _TIMES_ALONE * alone), words)
    for one in large:
        site.stack.client.post(f"/jobs/{one}/cancel")
        wait_for(partial(has_ended, site, one), "the large job to end")
    return Course(where=words, sent=tuple(small))


def _beside_a_million(site: Site) -> Course:
    sheet = site.new_sheet("large.csv", LARGE_ROWS, _CHUNK_ROWS)
    alone = _seconds(site, _small(site).job_id)
    large = site.send(sheet)
    wait_for(lambda: site.stack.job(large)["progress"]["rows_done"], "the large job to be computed")
    return _small_meanwhile(site, [large], ("reading", "computing"), alone)


def _beside_two_readers(site: Site) -> Course:
    """Reading is held up a little at each chunk, so that it lasts for as long as is measured."""
    sheet = site.new_sheet("large.csv", LARGE_ROWS, _CHUNK_ROWS)
    alone = _seconds(site, _small(site).job_id)
    site.arm("reader.row", "sleep:0.2 always")
    large = [site.send(sheet) for _ in range(2)]
    wait_for(lambda: _state(site, large[0]) == "reading", "the first sheet to be read")
    return _small_meanwhile(site, large, ("reading",), alone)


def _twenty_users(site: Site) -> Course:
    """One sends many sheets first, then nineteen send one each: theirs do not wait for all of the first's."""
    users = [_user(site, number) for number in range(_USERS)]
    first = [_sent(site, users[0]) for _ in range(_JOBS_OF_THE_FIRST)]
    with ThreadPoolExecutor(_USERS) as pool:
        others = list(pool.map(lambda user: _sent(site, user), users[1:]))
    for one in (*first, *others):
        wait_for(partial(has_ended, site, one.job_id), "every user's jobs to end", seconds=240)
    ahead = _done_before(site, first, others)
    fair = _chunks(site, others[0])
    require(ahead <= 3 * fair, f"{ahead} chunks of the first user came before the last of the others' {fair}")
    return Course(where=f"{ahead} chunks of the first user before the others' last", sent=(*first, *others))


def _user(site: Site, number: int) -> tuple[WorkspaceId, str]:
    workspace = WorkspaceId(uuid4())
    with transaction(site.engine) as connection:
        connection.execute(
            text("INSERT INTO workspace (id, name) VALUES (:id, :name)"),
            {"id": workspace, "name": f"drill {number} {workspace}"},
        )
        return workspace, create_key(connection, workspace, "drill", site.servers.key_pepper).text


def _sent(site: Site, user: tuple[WorkspaceId, str]) -> Sent:
    workspace, key = user
    job = site.stack.upload(site.sheet.path, headers={"x-api-key": key}, as_of=AS_OF.isoformat())
    return Sent(job_id=job["id"], sheet=site.sheet, workspace_id=workspace)


def _chunks(site: Site, one: Sent) -> int:
    with transaction(site.engine) as connection:
        query = text("SELECT count(*) FROM chunk WHERE job_id = :job")
        return int(connection.scalar(query, {"job": one.job_id}) or 0)


def _done_before(site: Site, first: Sequence[Sent], others: Sequence[Sent]) -> int:
    """Chunks of `first` that were started between the others' first chunk and their last."""
    query = """
        SELECT count(*) FROM chunk WHERE job_id = ANY(CAST(:first AS uuid[]))
        AND started_at > (SELECT min(started_at) FROM chunk WHERE job_id = ANY(CAST(:others AS uuid[])))
        AND started_at < (SELECT max(started_at) FROM chunk WHERE job_id = ANY(CAST(:others AS uuid[])))
    """
    ids = {"first": [one.job_id for one in first], "others": [one.job_id for one in others]}
    with transaction(site.engine) as connection:
        return int(connection.scalar(text(query), ids) or 0)


LOAD = [
    Scenario(
        name="small-beside-million",
        fault=f"jobs of {SMALL_ROWS} rows beside one of {LARGE_ROWS:,}",
        act=_beside_a_million,
        settings=_SETTINGS,
    ),
    Scenario(
        name="small-beside-readers",
        fault=f"jobs of {SMALL_ROWS} rows while two of {LARGE_ROWS:,} are read",
        act=_beside_two_readers,
        settings=_SETTINGS,
    ),
]
USERS = [
    Scenario(name="twenty-users", fault=f"{_USERS} users upload at once, one of them much", act=_twenty_users)
]
