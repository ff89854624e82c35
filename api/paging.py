"""What lists have in common: a limit and an opaque cursor."""

from typing import Annotated

from fastapi import Query

LimitParam = Annotated[int, Query(ge=1, le=1_000, description="most entries of a page")]
CursorParam = Annotated[
    str | None, Query(max_length=500, description="`next` of the page before; leave out for the first")
]
