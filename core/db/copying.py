"""COPY, which SQLAlchemy has no words for: on the driver's own cursor, in the same transaction."""

from io import BytesIO
from typing import cast

from psycopg2.extensions import connection as DriverConnection  # noqa: N812 - a class by a lower-case name
from sqlalchemy import Connection

_AT_ONCE = 1 << 16  # bytes handed to the driver; its own 8,192 cost a call each


def copy(connection: Connection, statement: str, buffer: BytesIO) -> None:
    """Run a COPY ... FROM STDIN or TO STDOUT that reads or fills `buffer`."""
    driver = cast("DriverConnection", connection.connection.driver_connection)
    with driver.cursor() as cursor:
        cursor.copy_expert(statement, buffer, size=_AT_ONCE)
