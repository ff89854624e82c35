"""Small cases explored whole: the model keeps every promise, and the SQL does what the model does."""

import random

import pytest
from sqlalchemy import Engine

from tests.protocol.model import (
    FINISH,
    MAX_ATTEMPTS,
    RUNNABLE,
    TERMINAL,
    Move,
    State,
    after,
    explored,
)
from tests.protocol.replay import replaying

_ENDED = ("done", "dead", "cancelled")


@pytest.fixture(scope="module")
def graph() -> dict[State, dict[Move, State]]:
    return explored()


def test_the_whole_model_is_explored(graph: dict[State, dict[Move, State]]) -> None:
    assert len(graph) > 1_000
    assert {state.job for state in graph} == {*RUNNABLE, *TERMINAL, "cancelling"}


def test_what_has_ended_never_changes(graph: dict[State, dict[Move, State]]) -> None:
    for state, nexts in graph.items():
        for move, found in nexts.items():
            if state.job in TERMINAL:
                assert found.job == state.job, (state, move)
            for old, new in zip(state.chunks, found.chunks, strict=True):
                if old.state in _ENDED:
                    assert new == old, (state, move)


def test_a_job_ends_well_only_when_every_chunk_has_ended(graph: dict[State, dict[Move, State]]) -> None:
    for state in graph:
        if state.job in ("succeeded", "partially_succeeded"):
            assert all(chunk.state in ("done", "dead") for chunk in state.chunks), state
        if state.job == "succeeded":
            assert all(chunk.state == "done" for chunk in state.chunks), state


def test_a_chunk_has_one_holder_and_is_tried_no_more_than_allowed(
    graph: dict[State, dict[Move, State]],
) -> None:
    for state in graph:
        for chunk in state.chunks:
            assert (chunk.state == "leased") == (chunk.holder is not None), state
            assert 0 <= chunk.attempt <= MAX_ATTEMPTS, state


def test_every_job_ends_when_faults_stop(graph: dict[State, dict[Move, State]]) -> None:
    for start in graph:
        state = State(start.job, start.chunks, (None, None))  # whoever held something is gone
        for _ in range(20):
            leased = [at for at, chunk in enumerate(state.chunks) if chunk.state == "leased"]
            state = after(state, ("sweep", *leased))
            while state.ready() is not None:
                state = after(after(state, ("claim", 0)), ("finish", 0))
        assert state.job in TERMINAL, start
        assert all(chunk.state in _ENDED for chunk in state.chunks), start


def _compare(engine: Engine, graph: dict[State, dict[Move, State]], count: int, seed: int) -> None:
    every = [(state, move, found) for state, nexts in graph.items() for move, found in nexts.items()]
    with replaying(engine) as replay:
        for state, move, found in random.Random(seed).sample(every, count):
            assert replay.move(state, move) == found, (state, move)


def test_the_sql_does_what_the_model_does(engine: Engine, graph: dict[State, dict[Move, State]]) -> None:
    _compare(engine, graph, 300, seed=1)


@pytest.mark.slow
def test_the_sql_does_what_the_model_does_in_cases_drawn_anew(
    engine: Engine, graph: dict[State, dict[Move, State]]
) -> None:
    _compare(engine, graph, 1_500, seed=random.randrange(2**32))


def test_a_finish_waits_for_every_chunk(graph: dict[State, dict[Move, State]]) -> None:
    for state in graph:
        if state.chunks[FINISH].state == "leased" and state.job in RUNNABLE:
            assert all(chunk.state in _ENDED for chunk in state.chunks[:FINISH]), state
