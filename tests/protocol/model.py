"""The protocol as a pure model, small enough to be explored whole.

There are one job of two chunks and a finish, and two workers.

A chunk is (state, attempt, holder); its holder is a worker, or `LOST` where the one who took it is dead. A
worker's hand is the chunk it believes to hold; where the chunk's holder is another by now, it is fenced. Time
is in the moves: a sweep may find any of the leases expired.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations

WORKERS = (0, 1)
COMPUTE = (0, 1)
FINISH = 2
LOST = 9
MAX_ATTEMPTS = 2
RUNNABLE = ("computing",)
TERMINAL = ("succeeded", "partially_succeeded", "failed", "cancelled")

Move = tuple[str, *tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Where a chunk stands."""

    state: str = "pending"
    attempt: int = 0
    holder: int | None = None


@dataclass(frozen=True, slots=True)
class State:
    """All there is."""

    job: str = "computing"
    chunks: tuple[Chunk, ...] = (Chunk(), Chunk(), Chunk())
    hands: tuple[int | None, ...] = (None, None)

    def put(self, at: int, chunk: Chunk) -> "State":
        """With another chunk at `at`."""
        return replace(self, chunks=tuple(chunk if i == at else old for i, old in enumerate(self.chunks)))

    def hold(self, worker: int, at: int | None) -> "State":
        """With another chunk in a worker's hand."""
        return replace(self, hands=tuple(at if i == worker else old for i, old in enumerate(self.hands)))

    def ready(self) -> int | None:
        """The chunk a claim would take."""
        if self.job not in RUNNABLE:
            return None
        waiting = [at for at in COMPUTE if self.chunks[at].state == "pending"]
        if waiting:
            return waiting[0]
        is_worked_on = any(self.chunks[at].state == "leased" for at in COMPUTE)
        return FINISH if self.chunks[FINISH].state == "pending" and not is_worked_on else None


def moves(state: State) -> Iterator[Move]:
    """Everything that can happen next."""
    for worker in WORKERS:
        if state.hands[worker] is None:
            yield ("claim", worker)
        else:
            yield from ((name, worker) for name in ("finish", "die", "fail", "give_back"))
    leased = [at for at, chunk in enumerate(state.chunks) if chunk.state == "leased"]
    for expired in chain.from_iterable(combinations(leased, count) for count in range(len(leased) + 1)):
        yield ("sweep", *expired)
    yield ("cancel",)
    yield ("close",)


def after(state: State, move: Move) -> State:
    """What the move makes of the state."""
    name, *rest = move
    match name:
        case "claim":
            at = state.ready()
            if at is None:
                return state
            taken = Chunk("leased", state.chunks[at].attempt + 1, rest[0])
            return state.put(at, taken).hold(rest[0], at)
        case "die":
            return _of_hand(
                state, rest[0], lambda state, at: state.put(at, replace(state.chunks[at], holder=LOST))
            )
        case "finish":
            return _of_hand(state, rest[0], _finished)
        case "fail":
            return _of_hand(state, rest[0], _failed)
        case "give_back":
            return _of_hand(
                state,
                rest[0],
                lambda state, at: state.put(at, Chunk("pending", state.chunks[at].attempt - 1)),
            )
        case "sweep":
            for at in rest:
                state = _failed(state, at)
            return _closed(_left_behind(state))
        case "cancel":
            if state.job not in RUNNABLE:  # asked before; the sweep ends what was given back since
                return state
            return _closed(_without_pending(replace(state, job="cancelling")))
        case _:
            return _closed(state)


def _of_hand(state: State, worker: int, does: Callable[[State, int], State]) -> State:
    """What is done with the chunk in a hand; a fenced worker changes nothing."""
    at = state.hands[worker]
    assert at is not None
    if state.chunks[at].holder == worker:
        state = does(state, at)
    return state.hold(worker, None)


def _finished(state: State, at: int) -> State:
    attempt = state.chunks[at].attempt
    if at != FINISH:
        return state.put(at, Chunk("cancelled" if state.job in TERMINAL else "done", attempt))
    if state.job not in RUNNABLE:
        return state.put(at, Chunk("cancelled", attempt))
    done = [state.chunks[one].state == "done" for one in COMPUTE]
    ends = "succeeded" if all(done) else "partially_succeeded" if any(done) else "failed"
    return replace(state.put(at, Chunk("done", attempt)), job=ends)


def _failed(state: State, at: int) -> State:
    attempt = state.chunks[at].attempt
    if attempt < MAX_ATTEMPTS:
        return state.put(at, Chunk("pending", attempt))
    state = state.put(at, Chunk("dead", attempt))
    if at == FINISH and state.job in RUNNABLE:
        return _without_pending(replace(state, job="failed"))
    return state


def _without_pending(state: State) -> State:
    for at, chunk in enumerate(state.chunks):
        if chunk.state == "pending":
            state = state.put(at, Chunk("cancelled", chunk.attempt))
    return state


def _left_behind(state: State) -> State:
    return _without_pending(state) if state.job in TERMINAL else state


def _closed(state: State) -> State:
    if state.job == "cancelling" and all(chunk.state != "leased" for chunk in state.chunks):
        return _without_pending(replace(state, job="cancelled"))
    return state


def explored() -> dict[State, dict[Move, State]]:
    """Every state that can be reached, and where each move leads from there; breadth first."""
    found: dict[State, dict[Move, State]] = {}
    waiting = deque([State()])
    while waiting:
        state = waiting.popleft()
        if state in found:
            continue
        found[state] = {move: after(state, move) for move in moves(state)}
        waiting.extend(found[state].values())
    return found
