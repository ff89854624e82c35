"""Uploads: a multipart body streamed into a spool file, never held in memory."""

import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final, cast

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.context import BodyTooLarge, context
from api.names import clean_file_name
from core.errors import EmptyFile, FieldProblem, FileTooLarge, NoFile, Refused

# The other parts are the options: a mapping of a few hundred columns at most.
_FIELD_BYTES: Final = 256 * 1024
_MOST_FIELDS: Final = 20
# What is written to the disk at once; below it the chunks of the network are put together.
_WRITE_BYTES: Final = 2**20
_REMEDY: Final = "Send the sheet as the part named `file` of a multipart/form-data body."


class InvalidUpload(Refused):
    """The multipart body is broken or incomplete."""


@dataclass(slots=True)
class Upload:
    """What came in: the spooled file and the other parts as text."""

    spool: BinaryIO
    file_name: str = ""
    media_type: str = "application/octet-stream"
    size: int = 0
    fields: dict[str, str] = field(default_factory=dict)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def keep(self, piece: bytes) -> None:
        """Write the next bytes of the file."""
        self.digest.update(piece)
        self.spool.write(piece)

    @property
    def sha256(self) -> str:
        """Of the bytes kept so far."""
        return self.digest.hexdigest()


class _Receiver:
    """Callbacks of the parser: sorts the bytes into the file and the fields."""

    def __init__(self, upload: Upload, most_bytes: int) -> None:
        self.upload = upload
        self.most_bytes = most_bytes
        self.pending = bytearray()
        self.is_complete = False
        self.has_file = False
        self._headers: dict[bytes, bytes] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._part_name = ""
        self._part = bytearray()
        self._is_file = False
        self._parts = 0

    def parser(self, boundary: bytes) -> MultipartParser:
        return MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_header_name,
                "on_header_value": self._on_header_value,
                "on_header_end": self._on_header_end,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
        )

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_FIELDS:
            raise InvalidUpload(f"The body has more than {_MOST_FIELDS} parts.", remedy=_REMEDY)
        self._headers.clear()
        self._part = bytearray()

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[bytes(self._header_name).lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        self._part_name = options.get(b"name", b"").decode("utf-8", "replace")
        self._is_file = self._part_name == "file"
        if not self._is_file:
            return
        if self.has_file:
            raise InvalidUpload("More than one file was sent.", remedy="Send one file a job.")
        if b"filename" not in options:
            raise NoFile("The part named `file` is a text, not a file.", remedy=_REMEDY)
        self.has_file = True
        self.upload.file_name = clean_file_name(options[b"filename"].decode("utf-8", "replace"))
        kind, _ = parse_options_header(self._headers.get(b"content-type"))
        if kind:
            self.upload.media_type = kind.decode("latin-1")[:100]

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.upload.size += end - start
            if self.upload.size > self.most_bytes:
                raise too_large(self.most_bytes)
            self.pending += data[start:end]
            return
        self._part += data[start:end]
        if len(self._part) > _FIELD_BYTES:
            raise InvalidUpload(f"The part {self._part_name!r} is too large.", remedy="Send less in it.")

    def _on_part_end(self) -> None:
        if not self._is_file:
            if self._part_name in self.upload.fields:
                raise InvalidUpload(f"The part {self._part_name!r} was sent twice.", remedy="Send it once.")
            self.upload.fields[self._part_name] = _text(self._part, self._part_name)

    def _on_end(self) -> None:
        self.is_complete = True


def _text(data: bytearray, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidUpload(f"The part {name!r} is not UTF-8 text.", remedy="Send it as UTF-8.") from error


def too_large(most_bytes: int) -> FileTooLarge:
    """The refusal of a file over the limit."""
    limit = f"{most_bytes / 2**20:.0f} MiB" if most_bytes >= 2**20 else f"{most_bytes} bytes"
    return FileTooLarge(
        f"The file is larger than the {limit} allowed.",
        remedy="Split the sheet, or have LOTWISE_MAX_UPLOAD_BYTES raised.",
    )


@asynccontextmanager
async def received(request: Request, *, directory: Path, most_bytes: int) -> AsyncIterator[Upload]:
    """The upload, spooled to a nameless file in `directory` that is gone afterwards whatever happens.

    Raises `NoFile`, `EmptyFile`, `FileTooLarge`, `InvalidUpload`, `InvalidFileName`.
    """
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data":
        if not kind:
            raise NoFile(remedy=_REMEDY)
        raise HTTPException(415)
    # The file may be as large as allowed, the rest of the body adds its parts and boundaries.
    context(request.scope).body_limit = most_bytes + _MOST_FIELDS * _FIELD_BYTES
    spool = await run_in_threadpool(_new_spool, directory)
    try:
        upload = Upload(spool=spool)
        await _receive(request, _Receiver(upload, most_bytes), options.get(b"boundary", b""))
        if upload.size == 0:
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
        await run_in_threadpool(spool.close)


def _new_spool(directory: Path) -> BinaryIO:
    directory.mkdir(parents=True, exist_ok=True)
    return cast("BinaryIO", tempfile.TemporaryFile(dir=directory, prefix="upload-"))


async def _receive(request: Request, receiver: _Receiver, boundary: bytes) -> None:
    upload = receiver.upload
    try:
        parser = receiver.parser(boundary)
        async for piece in request.stream():
            parser.write(piece)
            if len(receiver.pending) >= _WRITE_BYTES:
                await run_in_threadpool(upload.keep, bytes(receiver.pending))
                receiver.pending.clear()
    except FormParserError as error:
        raise InvalidUpload(remedy=_REMEDY) from error
    except BodyTooLarge as error:
        raise too_large(receiver.most_bytes) from error
    if not receiver.is_complete:
        raise InvalidUpload("The body ends in the middle of a part.", remedy="Send the request again.")
    if not receiver.has_file:
        raise NoFile(remedy=_REMEDY)
    await run_in_threadpool(_finish, upload, bytes(receiver.pending))


def _finish(upload: Upload, rest: bytes) -> None:
    upload.keep(rest)
    upload.spool.seek(0)
