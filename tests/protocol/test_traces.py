"""Orders of moves that are rare by chance, each played on purpose."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from core.job_states import RUNNABLE, ChunkKind, JobState
from tests.protocol.promises import Promises
from tests.protocol.world import Hand, World


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    """One job of two chunks; every promise is checked at the end."""
    made = World(engine)
    made.submit(chunks=2)
    yield made
    Promises(made).settle()


def take(world: World, kind: ChunkKind) -> Hand:
    assert world.message("one@a/1")
    assert world.hands[-1].held.kind is kind
    return world.hands[-1]


@pytest.fixture
def both(world: World) -> tuple[Hand, Hand]:
    """A reader in the middle of its sheet, and a process on the first chunk of it."""
    reader = take(world, ChunkKind.READ)
    world.work(reader)
    world.work(reader)
    return reader, take(world, ChunkKind.COMPUTE)


def test_a_chunk_that_ends_after_its_job_was_refused_changes_nothing(
    world: World, both: tuple[Hand, Hand]
) -> None:
    reader, computing = both
    promises = Promises(world)
    world.refuse(reader)
    promises.check()
    assert world.state(reader.held.job_id) is JobState.FAILED
    world.work(computing)
    promises.check()
    assert computing not in world.hands


def test_a_refusal_waits_for_a_chunk_that_is_about_to_commit(world: World, both: tuple[Hand, Hand]) -> None:
    reader, computing = both
    promises = Promises(world)
    world.begin(computing)
    world.refuse(reader)
    assert world.state(reader.held.job_id) in RUNNABLE, "it could not end the job meanwhile"
    world.commit(computing)
    promises.check()
    world.refuse(reader)
    assert world.state(reader.held.job_id) is JobState.FAILED
    promises.check()


def test_a_chunk_given_back_to_a_job_that_has_failed_is_ended_by_the_sweep(
    world: World, both: tuple[Hand, Hand]
) -> None:
    reader, computing = both
    world.refuse(reader)
    world.give_back(computing, is_attempt=False)
    assert not world.message("two@a/1")


def test_a_heart_that_beats_for_a_lost_lease_does_not_keep_the_next_ones(
    world: World, both: tuple[Hand, Hand]
) -> None:
    _, asleep = both
    world.pass_time(asleep)
    world.sweep()
    world.pass_time()
    taken = take(world, ChunkKind.COMPUTE)
    assert taken.held.chunk_id == asleep.held.chunk_id
    world.pass_time(taken)
    world.beat(asleep)
    assert asleep not in world.hands
    world.sweep()
    assert not world.is_current(taken)


def test_a_sweep_leaves_a_transaction_alone_that_is_about_to_commit(
    world: World, both: tuple[Hand, Hand]
) -> None:
    _, computing = both
    world.begin(computing)
    world.pass_time()
    world.sweep()
    world.commit(computing)
    promises = Promises(world)
    promises.check()
    assert len(promises.done) == 1
