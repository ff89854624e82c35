"""Uploads: a multipart body streamed into a spool file, never held in memory."""

import errno
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.bodies import BodyTooLarge
from api.context import context
from api.multipart import FIELD_BYTES, MOST_PARTS, REMEDY, InvalidUpload, Receiver, Upload, too_large
from core.errors import DiskFull, EmptyFile, FieldProblem, NoFile

# What is written to the disk at once; below it the chunks of the network are put together.
_WRITE_BYTES: Final = 2**20
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@asynccontextmanager
async def received(
    request: Request, *, directory: Path, most_bytes: int, in_place_of_file: str = ""
) -> AsyncIterator[Upload]:
    """The upload, spooled to a nameless file in `directory` that is gone afterwards whatever happens.

    A body without a file is refused unless it has the part `in_place_of_file`.

    Raises `NoFile`, `EmptyFile`, `FileTooLarge`, `InvalidUpload`, `InvalidFileName`, `DiskFull`.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data":
        if not kind:
            raise NoFile(remedy=REMEDY)
        raise HTTPException(415)
    # The file may be as large as allowed, the rest of the body adds its parts and boundaries.
    context(request.scope).body.limit = most_bytes + MOST_PARTS * FIELD_BYTES
    with _room():
        spool = await run_in_threadpool(_new_spool, directory)
    try:
        upload = Upload(spool=spool)
        with _room():
            await _receive(request, Receiver(upload, most_bytes), options.get(b"boundary", b""))
        if not upload.has_file and in_place_of_file not in upload.fields:
            raise NoFile(remedy=REMEDY)
        if upload.has_file and upload.size == 0:
            raise EmptyFile(
                f"The file {upload.file_name!r} is empty.",
                remedy="Save the sheet again and check that it has rows.",
                problems=[
                    FieldProblem(
                        field="file", value=upload.file_name, code="empty_file", message="the file is empty"
                    )
                ],
            )
        yield upload
    finally:
        await run_in_threadpool(_let_go, spool)


@contextmanager
def _room() -> Iterator[None]:
    """A disk that is full is said as such."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise DiskFull(remedy="Have room made on the disk of LOTWISE_DATA_DIR, then send again.") from error


def _let_go(spool: BinaryIO) -> None:
    with suppress(OSError):  # what could not be written for want of room is tried once more here
        spool.close()


def _new_spool(directory: Path) -> BinaryIO:
    directory.mkdir(parents=True, exist_ok=True)
    return cast("BinaryIO", tempfile.TemporaryFile(dir=directory, prefix="upload-"))


async def _receive(request: Request, receiver: Receiver, boundary: bytes) -> None:
    upload = receiver.upload
    try:
        parser = receiver.parser(boundary)
        async for piece in request.stream():
            parser.write(piece)
            if len(receiver.pending) >= _WRITE_BYTES:
                await run_in_threadpool(upload.keep, bytes(receiver.pending))
                receiver.pending.clear()
    except FormParserError as error:
        raise InvalidUpload(remedy=REMEDY) from error
    except BodyTooLarge as error:
        raise too_large(receiver.most_bytes) from error
    if not receiver.is_complete:
        raise InvalidUpload("The body ends in the middle of a part.", remedy="Send the request again.")
    await run_in_threadpool(_finish, upload, bytes(receiver.pending))


def _finish(upload: Upload, rest: bytes) -> None:
    upload.keep(rest)
    upload.spool.seek(0)
