"""Keys, files and idempotency keys: what is kept is what was given, once."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from core.db.access import keys
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.protocol import files, idempotency, jobs
from core.errors import FileNotFound, IdempotencyMismatch, JobNotFound, NotFound
from core.ids import FileId, JobId, WorkspaceId
from core.job_options import JobOptions

PEPPER = "test-pepper"


def test_a_key_finds_its_caller(engine: Engine) -> None:
    with transaction(engine) as connection:
        made = keys.create_key(connection, DEFAULT_WORKSPACE, "erp", PEPPER)
        caller = keys.find_key(connection, made.text, PEPPER)
    assert caller is not None
    assert (caller.name, caller.workspace_id, caller.label) == ("erp", DEFAULT_WORKSPACE, f"key:{made.id}")


def test_a_key_is_found_by_its_exact_text_only(engine: Engine) -> None:
    with transaction(engine) as connection:
        text = keys.create_key(connection, DEFAULT_WORKSPACE, "erp", PEPPER).text
        wrong = [
            "",
            "lw_live_",
            text[:-1],
            text + "0",
            text.swapcase(),
            text[:-9] + "x" + text[-8:],
            "é" * 72,
        ]
        assert [keys.find_key(connection, key, PEPPER) for key in wrong] == [None] * len(wrong)
        assert keys.find_key(connection, text, "another pepper") is None


def test_a_revoked_key_is_no_key(engine: Engine) -> None:
    with transaction(engine) as connection:
        made = keys.create_key(connection, DEFAULT_WORKSPACE, "erp", PEPPER)
        keys.revoke_key(connection, DEFAULT_WORKSPACE, made.id)
        assert keys.find_key(connection, made.text, PEPPER) is None
        with pytest.raises(NotFound):
            keys.revoke_key(connection, WorkspaceId(uuid4()), made.id)


@pytest.mark.parametrize("size", [1, files.PART_BYTES - 1, files.PART_BYTES, 2 * files.PART_BYTES + 1])
def test_a_file_comes_back_byte_for_byte(engine: Engine, size: int) -> None:
    content = (bytes(range(256)) * (size // 256 + 1))[:size]
    with transaction(engine) as connection:
        stored = files.store(connection, DEFAULT_WORKSPACE, "a.csv", "text/csv", io.BytesIO(content))
        assert b"".join(files.parts(connection, DEFAULT_WORKSPACE, stored.id)) == content
        assert (stored.size, stored.sha256) == (size, hashlib.sha256(content).hexdigest())
        assert files.get(connection, DEFAULT_WORKSPACE, stored.id) == stored


def test_what_belongs_to_another_workspace_is_not_there(engine: Engine) -> None:
    with transaction(engine) as connection:
        stored = files.store(connection, DEFAULT_WORKSPACE, "a.csv", "text/csv", io.BytesIO(b"x"))
        stranger = WorkspaceId(uuid4())
        with pytest.raises(FileNotFound):
            files.get(connection, stranger, stored.id)
        assert list(files.parts(connection, stranger, stored.id)) == []
        with pytest.raises(FileNotFound):
            files.get(connection, DEFAULT_WORKSPACE, FileId(uuid4()))
        with pytest.raises(JobNotFound):
            jobs.get(connection, DEFAULT_WORKSPACE, JobId(uuid4()))


def submit(engine: Engine, key: str, fingerprint: str = "same") -> JobId:
    with transaction(engine) as connection:
        known = idempotency.begin(connection, DEFAULT_WORKSPACE, key, fingerprint)
        if known is not None:
            return known
        stored = files.store(connection, DEFAULT_WORKSPACE, "a.csv", "text/csv", io.BytesIO(b"x"))
        options = JobOptions(as_of=date(2026, 11, 22))
        job = jobs.create(connection, DEFAULT_WORKSPACE, stored=stored, options=options, created_by="test")
        idempotency.complete(connection, DEFAULT_WORKSPACE, key, job.id)
        return job.id


def test_the_same_request_sent_at_once_many_times_makes_one_job(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: submit(engine, "key"), range(20)))
    assert len(made) == 1


def test_a_key_with_other_content_is_refused(engine: Engine) -> None:
    submit(engine, "key")
    with pytest.raises(IdempotencyMismatch):
        submit(engine, "key", "other")


def test_the_first_uploads_of_a_month_may_come_at_once(engine: Engine) -> None:
    with ThreadPoolExecutor(5) as pool:
        made = set(pool.map(lambda number: submit(engine, f"key-{number}"), range(5)))
    assert len(made) == 5
