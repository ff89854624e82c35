"""The protocol holds in every order of moves hypothesis can think of."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from core.job_states import ChunkKind
from tests.protocol.promises import Promises
from tests.protocol.world import Hand, World

_MOST_JOBS = 3
_OWNERS = st.sampled_from(["one@a/1", "two@a/1", "three@b/1"])


class Protocol(RuleBasedStateMachine):
    """Messages come twice, late or never; workers stall, wake and die; clocks run on."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.world = World(engine)
        self.world.clear()
        self.promises = Promises(self.world)

    def _pick(
        self, data: st.DataObject, *, opened: bool = False, kind: ChunkKind | None = None
    ) -> Hand | None:
        hands = [
            hand
            for hand in self.world.hands
            if (hand.opened is not None) == opened and kind in (None, hand.held.kind)
        ]
        return data.draw(st.sampled_from(hands)) if hands else None

    @initialize(chunks=st.integers(1, 2))
    def first_job(self, chunks: int) -> None:
        self.world.submit(chunks)

    @precondition(lambda self: len(self.world.jobs) < _MOST_JOBS)
    @rule(chunks=st.integers(1, 3))
    def submit(self, chunks: int) -> None:
        self.world.submit(chunks)

    @rule(owner=_OWNERS)
    def message(self, owner: str) -> None:
        self.world.message(owner)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data(), times=st.integers(1, 5))
    def work(self, data: st.DataObject, times: int) -> None:
        hand = self._pick(data)
        for _ in range(times):
            if hand in self.world.hands and hand is not None:
                self.world.work(hand)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data())
    def begin_a_transaction(self, data: st.DataObject) -> None:
        if hand := self._pick(data):
            self.world.begin(hand)

    @precondition(lambda self: any(hand.opened for hand in self.world.hands))
    @rule(data=st.data())
    def commit(self, data: st.DataObject) -> None:
        if hand := self._pick(data, opened=True):
            self.world.commit(hand)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        self.world.die(data.draw(st.sampled_from(self.world.hands)))

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data())
    def beat(self, data: st.DataObject) -> None:
        if hand := self._pick(data):
            self.world.beat(hand)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data(), is_attempt=st.booleans())
    def give_back(self, data: st.DataObject, is_attempt: bool) -> None:
        if hand := self._pick(data):
            self.world.give_back(hand, is_attempt=is_attempt)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data())
    def refuse(self, data: st.DataObject) -> None:
        if hand := self._pick(data, kind=ChunkKind.READ):
            self.world.refuse(hand)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        self.world.cancel(data.draw(st.sampled_from(list(self.world.jobs))))

    @rule(data=st.data())
    def requeue(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(list(self.world.jobs)))
        if self.world.requeue(job_id):
            self.promises.allow_going_back(job_id)

    @rule(data=st.data())
    def close_cancelled(self, data: st.DataObject) -> None:
        self.world.close_cancelled(data.draw(st.sampled_from(list(self.world.jobs))))

    @rule()
    def sweep(self) -> None:
        self.world.sweep()

    @rule(was_away=st.booleans())
    def pass_time(self, was_away: bool) -> None:
        self.world.pass_time(was_away=was_away)

    @precondition(lambda self: self.world.hands)
    @rule(data=st.data())
    def stall_past_the_lease(self, data: st.DataObject) -> None:
        if hand := self._pick(data):
            self.world.pass_time(hand)
            self.world.sweep()

    @invariant()
    def promises_hold(self) -> None:
        self.promises.check()

    def teardown(self) -> None:
        self.promises.settle()


def explore(engine: Engine, *, examples: int, steps: int, is_random: bool) -> None:
    run_state_machine_as_test(
        lambda: Protocol(engine),  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not is_random,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_every_promise_holds_in_any_order_of_moves(engine: Engine) -> None:
    explore(engine, examples=6, steps=40, is_random=False)


@pytest.mark.slow
def test_every_promise_holds_in_many_and_long_orders_of_moves(engine: Engine) -> None:
    explore(engine, examples=20, steps=50, is_random=True)
