"""Deliveries at a real receiver: signed, tried again, given up; nothing is lost, none sent twice at once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from core import faults
from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.webhook import deliveries, webhooks
from core.settings import settings
from core.webhooks.words import DeliveryState
from ops.root import ROOT
from tests.integration.webhooks.by_hand import deliver, made, pass_time
from tests.integration.webhooks.conftest import PEPPER
from tests.integration.webhooks.receiver import Receiver, is_genuine, receiving, rude
from worker import delivering, sending

DAY = timedelta(days=1)


def test_what_is_sent_is_signed_and_complete(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    made_id = hook.put(words=["3 items newly to order.", "größer, €"])
    assert deliver(engine) == 1
    (came,) = receiver.came
    assert is_genuine(came, hook.secret)
    assert not is_genuine(came, made(engine, receiver.url).secret)
    assert came.path == "/hook?from=lotwise"
    assert came.id == str(made_id)
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert set(came.said) == {"type", "timestamp", "data"}
    assert (came.said["type"], came.said["data"]) == (
        "job.finished",
        {"words": ["3 items newly to order.", "größer, €"]},
    )
    one = hook.only()
    assert (one.state, one.attempts, one.last_status, one.last_error) == ("delivered", 1, 204, None)
    assert one.next_at is None
    assert one.ended_at is not None
    assert deliver(engine) == 0


def test_a_slow_receiver_holds_up_nobody_else(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = sending.send

    def impatient(url: str, *given: object, **how: object) -> deliveries.Answer:
        seen.append(url)
        return real(url, *given, **{**how, "seconds": 1.5})  # type: ignore[arg-type]

    monkeypatch.setattr(delivering, "send", impatient)
    with rude() as slow, receiving() as well:
        made(engine, slow.url).put()
        fine = made(engine, well.url)
        for _ in range(20):
            fine.put()
        assert delivering.deliver_for_a_while(engine) is False
        assert len(well.came) == 20
        # It was begun first and ended last: the twenty went by meanwhile.
        assert seen.count(slow.url) == 1
        assert {one.state for one in fine.told()} == {DeliveryState.DELIVERED}


def test_many_deliverers_at_once_send_each_once_and_to_a_receiver_one_at_a_time(
    engine: Engine, receiver: Receiver
) -> None:
    hooks = [made(engine, receiver.url) for _ in range(3)]
    sent = {str(hook.put()) for hook in hooks for _ in range(10)}
    with ThreadPoolExecutor(6) as pool:
        attempts = sum(pool.map(lambda _: deliver(engine), range(6)))
        attempts += deliver(engine)  # each may have found all receivers busy for a moment
    assert attempts == len(receiver.came) == 30
    assert {came.id for came in receiver.came} == sent


def test_no_two_attempts_are_made_at_one_receiver_at_a_time(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    hook.put()
    with transaction(engine) as connection:
        first = deliveries.claim(connection, delivering.LEASE)
        assert first is not None
    with transaction(engine) as connection:
        assert deliveries.claim(connection, delivering.LEASE) is None
        assert not deliveries.is_any_due(connection)
    with transaction(engine) as connection:
        deliveries.mark(connection, first, deliveries.Answer(status=200), jitter=0.0)
        assert deliveries.is_any_due(connection)


def test_a_worker_killed_after_sending_leaves_it_to_be_sent_again_under_the_same_id(
    engine: Engine, database_url: str, receiver: Receiver, tmp_path: Path
) -> None:
    hook = made(engine, receiver.url)
    made_id = hook.put()
    faults.arm(tmp_path, "deliver.sent", "kill")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from worker import database, delivering; delivering.deliver_one(database.engine())",
        ],
        cwd=ROOT,
        env={
            **os.environ,
            faults.VARIABLE: str(tmp_path),
            "LOTWISE_DATABASE_URL": database_url,
            "LOTWISE_KEY_PEPPER": PEPPER,
        },
    )
    assert done.returncode == -signal.SIGKILL
    assert faults.landed(tmp_path, "deliver.sent") is not None
    assert len(receiver.came) == 1
    assert hook.only().state == DeliveryState.PENDING
    assert deliver(engine) == 0  # its lease still runs
    pass_time(engine, delivering.LEASE)
    assert deliver(engine) == 1
    assert [came.id for came in receiver.came] == [str(made_id)] * 2
    assert hook.only().attempts == 2


def test_who_comes_late_with_an_answer_changes_nothing(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    with transaction(engine) as connection:
        late = deliveries.claim(connection, timedelta(seconds=-1))
    assert late is not None
    assert deliver(engine) == 1
    with transaction(engine) as connection:
        assert deliveries.mark(connection, late, deliveries.Answer(status=500), jitter=0.0) is None
    assert hook.only().state == DeliveryState.DELIVERED


def test_a_webhook_deleted_while_its_receiver_is_spoken_to_is_gone(
    engine: Engine, receiver: Receiver
) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    with transaction(engine) as connection:
        held = deliveries.claim(connection, delivering.LEASE)
        assert held is not None
    with transaction(engine) as connection:
        webhooks.remove(connection, DEFAULT_WORKSPACE, hook.id)
    with transaction(engine) as connection:
        assert deliveries.mark(connection, held, deliveries.Answer(status=200), jitter=0.0) is None
    assert deliver(engine) == 0


def test_a_secret_that_is_replaced_is_signed_with_for_a_day(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    with transaction(engine) as connection:
        _, secret = webhooks.rotate(connection, DEFAULT_WORKSPACE, hook.id, pepper=PEPPER, overlap=DAY)
    assert secret != hook.secret
    hook.put()
    deliver(engine)
    assert len(receiver.came[-1].headers["webhook-signature"].split(" ")) == 2
    assert is_genuine(receiver.came[-1], secret)
    assert is_genuine(receiver.came[-1], hook.secret)
    pass_time(engine, DAY)
    hook.put()
    deliver(engine)
    assert is_genuine(receiver.came[-1], secret)
    assert not is_genuine(receiver.came[-1], hook.secret)


def test_a_worker_with_another_pepper_sends_nothing_and_says_why(
    engine: Engine, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    monkeypatch.setenv("LOTWISE_KEY_PEPPER", "another one")
    settings.cache_clear()
    deliver(engine)
    assert receiver.came == []
    assert "key pepper" in str(hook.only().last_error)
