"""The states of jobs, chunks and their kinds: the words of the queue."""

from enum import StrEnum


class JobState(StrEnum):
    """Where a job stands. Terminal states never change."""

    QUEUED = "queued"
    READING = "reading"
    NEEDS_ANSWER = "needs_answer"
    COMPUTING = "computing"
    FINISHING = "finishing"
    SUCCEEDED = "succeeded"
    PARTIALLY_SUCCEEDED = "partially_succeeded"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class ChunkState(StrEnum):
    """Where a chunk stands. `dead` is buried after too many crashes."""

    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class ChunkKind(StrEnum):
    """What a chunk's step does."""

    READ = "read"
    COMPUTE = "compute"
    FINISH = "finish"
    EXPORT = "export"


TERMINAL = frozenset({JobState.SUCCEEDED, JobState.PARTIALLY_SUCCEEDED, JobState.FAILED, JobState.CANCELLED})
# Jobs whose chunks may be claimed.
RUNNABLE = frozenset({JobState.QUEUED, JobState.READING, JobState.COMPUTING, JobState.FINISHING})
