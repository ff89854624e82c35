"""PostgreSQL's processes that work for this one, where they can be told to step back with it."""

import os
import socket

from psycopg2.extensions import connection as driver_connection
from sqlalchemy import Engine, event

from core import courtesy


def step_back_with(engine: Engine) -> None:
    """From now on each connection of `engine` is served at a lower priority, if PostgreSQL lets us.

    It does where it runs on this machine as the same user, or where we are root: embedded servers do.
    """
    event.listen(engine, "connect", _ask_back)


def _ask_back(opened: driver_connection, _record: object) -> None:
    with socket.socket(fileno=os.dup(opened.fileno())) as connected:
        courtesy.ask_back(opened.info.backend_pid, connected)
