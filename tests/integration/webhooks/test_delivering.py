"""Deliveries at a real receiver: signed, tried again, given up; nothing is lost, none sent twice at once."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from core import faults
from core.db import deliveries, delivery_pages, webhooks
from core.db.audit_tables import admin_action
from core.db.connect import transaction
from core.db.workspaces import DEFAULT_WORKSPACE
from core.errors import DeliveryNotFound, WebhookDisabled
from core.settings import settings
from core.webhooks import retrying
from core.webhooks.words import DeliveryState, Event
from ops.root import ROOT
from tests.integration.webhooks.by_hand import deliver, made, pass_time, seconds_left
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


def test_a_failure_is_tried_again_under_the_same_id_and_signed_anew(
    engine: Engine, receiver: Receiver
) -> None:
    receiver.answer_with(500, 200, body=b"out of order \x00 \xff")
    hook = made(engine, receiver.url)
    made_id = hook.put()
    assert deliver(engine) == 1
    one = hook.only()
    assert (one.state, one.attempts, one.last_status, one.last_error) == ("pending", 1, 500, "answered 500")
    assert one.last_response == "out of order � �"
    assert 4 <= seconds_left(engine, made_id) <= 6
    pass_time(engine, timedelta(seconds=7))
    assert deliver(engine) == 1
    assert [came.id for came in receiver.came] == [str(made_id)] * 2
    assert receiver.came[0].body == receiver.came[1].body
    assert all(is_genuine(came, hook.secret) for came in receiver.came)
    one, kept = hook.only(), hook.now()
    assert (one.state, one.attempts, one.last_status) == ("delivered", 2, 200)
    assert (kept.failures, kept.failing_since, kept.disabled_at) == (0, None, None)


def test_after_eight_attempts_in_a_day_it_is_given_up(engine: Engine, receiver: Receiver) -> None:
    receiver.answer_with(404)
    hook = made(engine, receiver.url)
    made_id = hook.put()
    waits = []
    for _ in retrying.DELAYS:
        assert deliver(engine) == 1
        waits.append(seconds_left(engine, made_id))
        pass_time(engine, timedelta(seconds=max(waits[-1], 300) + 1))
    for wait, delay in zip(waits, retrying.DELAYS, strict=True):
        assert 0.79 <= wait / delay.total_seconds() <= 1.2
    assert deliver(engine) == 1
    one = hook.only()
    assert (one.state, one.attempts) == ("given_up", retrying.MOST_ATTEMPTS)
    pass_time(engine, DAY)
    assert deliver(engine) == 0
    assert len(receiver.came) == retrying.MOST_ATTEMPTS
    # The webhook is as it was: what happens next is sent.
    assert hook.now().disabled_at is None


def test_what_had_to_wait_in_line_is_given_up_no_later_than_after_a_day_and_a_half(
    engine: Engine, receiver: Receiver
) -> None:
    receiver.answer_with(404)
    hook = made(engine, receiver.url)
    hook.put()
    pass_time(engine, retrying.MOST_AGE)
    deliver(engine)
    assert (hook.only().state, hook.only().attempts) == ("given_up", 1)


def test_nothing_for_five_days_disables_the_webhook_and_says_so(engine: Engine, receiver: Receiver) -> None:
    receiver.answer_with(503, body=b"maintenance")
    hook = made(engine, receiver.url)
    hook.put()
    deliver(engine)
    pass_time(engine, timedelta(days=5, seconds=-10))
    hook.put()
    deliver(engine)  # the first one, given up: it is not five days yet
    pass_time(engine, timedelta(seconds=20))
    deliver(engine)
    # A failure after a silence is no reason: only a delivery tried for a day and given up is.
    assert [one.state for one in hook.told()] == ["given_up", "pending"]
    assert hook.now().disabled_at is None
    pass_time(engine, retrying.MOST_AGE)
    hook.put()
    deliver(engine)
    kept = hook.now()
    assert kept.disabled_at is not None
    assert kept.disabled_reason == "nothing got through to it for 5 days; last: answered 503"
    assert {one.state for one in hook.told()} == {DeliveryState.GIVEN_UP}
    with transaction(engine) as connection:
        assert connection.scalars(select(admin_action.c.action)).all() == ["webhook_disabled"]
    with pytest.raises(WebhookDisabled, match="5 days"), transaction(engine) as connection:
        delivery_pages.put_test(connection, DEFAULT_WORKSPACE, hook.id, "test")
    with transaction(engine) as connection:
        enabled = webhooks.change(
            connection, DEFAULT_WORKSPACE, hook.id, is_disabled=False, changed_by="test"
        )
    assert (enabled.disabled_at, enabled.disabled_reason, enabled.failures) == (None, None, 0)


def test_gone_disables_at_once_and_what_waits_is_given_up(engine: Engine, receiver: Receiver) -> None:
    receiver.answer_with(410)
    hook = made(engine, receiver.url)
    hook.put()
    hook.put()
    assert deliver(engine) == 1
    assert hook.now().disabled_reason == "its receiver answered 410 Gone, which asks for no more"
    first, second = hook.told()
    assert (first.state, first.last_status) == ("given_up", 410)
    assert (second.state, second.attempts) == ("given_up", 0)
    assert "disabled" in str(second.last_error)


def test_a_receiver_that_fails_is_left_in_peace_and_the_others_are_not_held_up(
    engine: Engine, receiver: Receiver
) -> None:
    with receiving() as well:
        receiver.answer_with(500)
        failing, fine = made(engine, receiver.url), made(engine, well.url)
        for _ in range(5):
            failing.put()
            fine.put()
        assert deliver(engine) == 6
        assert (len(receiver.came), len(well.came)) == (1, 5)
        # It rests: five seconds, then ten, and so on, whatever waits for it.
        pass_time(engine, timedelta(seconds=5.1))
        assert deliver(engine) == 1
        pass_time(engine, timedelta(seconds=9))
        assert deliver(engine) == 0
        pass_time(engine, timedelta(seconds=2))
        assert deliver(engine) == 1
    assert len({came.id for came in receiver.came}) == 3


@pytest.mark.parametrize(
    ("status", "asked", "least", "most"), [(429, "90", 85, 95), (503, "9999999", 35_000, 36_100)]
)
def test_who_asks_for_peace_gets_it(
    engine: Engine, receiver: Receiver, status: int, asked: str, least: int, most: int
) -> None:
    receiver.answer_with(status, headers={"retry-after": asked})
    hook = made(engine, receiver.url)
    made_id = hook.put()
    deliver(engine)
    assert least <= seconds_left(engine, made_id) <= most
    hook.put()
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


def test_a_delivery_that_kills_every_worker_is_given_up(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    for _ in range(retrying.MOST_ATTEMPTS):
        with transaction(engine) as connection:
            assert deliveries.claim(connection, timedelta(seconds=-1)) is not None
    assert deliver(engine) == 1
    assert receiver.came == []
    assert (hook.only().state, hook.only().last_error) == (
        "given_up",
        "no worker has lived to tell what came of it",
    )


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


def test_a_test_is_sent_once_ahead_of_what_waits_and_while_the_receiver_rests(
    engine: Engine, receiver: Receiver
) -> None:
    receiver.answer_with(500)
    hook = made(engine, receiver.url)
    hook.put()
    deliver(engine)
    pass_time(engine, timedelta(seconds=4))
    assert deliver(engine) == 0
    with transaction(engine) as connection:
        tested = delivery_pages.put_test(connection, DEFAULT_WORKSPACE, hook.id, "user:1")
    assert deliver(engine) == 1
    assert receiver.came[-1].id == str(tested)
    assert receiver.came[-1].said["type"] == "webhook.test"
    one = next(found for found in hook.told() if found.id == tested)
    assert (one.event, one.state, one.attempts, one.last_status) == (Event.TEST, "given_up", 1, 500)


def test_what_was_given_up_is_sent_again_by_hand(engine: Engine, receiver: Receiver) -> None:
    receiver.answer_with(410)
    hook = made(engine, receiver.url)
    made_id = hook.put()
    deliver(engine)

    def resend() -> None:
        with transaction(engine) as connection:
            delivery_pages.resend(connection, DEFAULT_WORKSPACE, hook.id, made_id)

    with pytest.raises(WebhookDisabled):
        resend()
    receiver.answer_with(200)
    with transaction(engine) as connection:
        webhooks.change(connection, DEFAULT_WORKSPACE, hook.id, is_disabled=False, changed_by="test")
    resend()
    assert not hook.only().is_tried
    assert deliver(engine) == 1
    assert receiver.came[0].id == receiver.came[1].id
    assert (hook.only().state, hook.only().attempts) == ("delivered", 1)
    other = made(engine, receiver.url)
    with pytest.raises(DeliveryNotFound), transaction(engine) as connection:
        delivery_pages.resend(connection, DEFAULT_WORKSPACE, other.id, made_id)


def test_deliveries_are_kept_a_month(engine: Engine, receiver: Receiver) -> None:
    hook = made(engine, receiver.url)
    hook.put()
    deliver(engine)
    pass_time(engine, timedelta(days=29))
    kept = hook.put()
    with transaction(engine) as connection:
        assert deliveries.drop_old(connection) == 0
    pass_time(engine, timedelta(days=2))
    with transaction(engine) as connection:
        assert deliveries.drop_old(connection) == 1
    assert hook.only().id == kept
