"""When beat was last heard of: it has no port of its own to be asked at."""

from sqlalchemy import Connection, func
from sqlalchemy.dialects.postgresql import insert

from core.db.schema.counter_tables import beat_tick

_BEAT = "beat"


def tick(connection: Connection) -> None:
    """Beat has sent something just now; two beats write the same row."""
    connection.execute(
        insert(beat_tick)
        .values(name=_BEAT)
        .on_conflict_do_update(index_elements=[beat_tick.c.name], set_={"ticked_at": func.clock_timestamp()})
    )
