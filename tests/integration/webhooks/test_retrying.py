"""What fails is tried again for a day, then given up; who takes nothing for days is sent nothing more."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.connect import transaction
from core.db.schema.audit_tables import admin_action
from core.db.webhook import deliveries, delivery_pages, webhooks
from core.webhooks import retrying
from core.webhooks.errors import DeliveryNotFound, WebhookDisabled
from core.webhooks.words import DeliveryState, Event
from tests.integration.webhooks.by_hand import deliver, made, pass_time, seconds_left
from tests.integration.webhooks.receiver import Receiver, is_genuine, receiving

DAY = timedelta(days=1)


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
