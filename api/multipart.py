"""The parts of a multipart body: the file's bytes apart from the texts, each within its limit."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from python_multipart.multipart import MultipartParser, parse_options_header

from api.names import clean_file_name
from core.errors import FileTooLarge, NoFile, Refused

# The other parts are the options: a mapping of a few hundred columns at most.
FIELD_BYTES: Final = 256 * 1024
MOST_PARTS: Final = 20
UNKNOWN_TYPE: Final = "application/octet-stream"
# What the sender claims is kept, never believed; other than a token (RFC 9110) is not even kept.
_MEDIA_TYPE: Final = re.compile(rb"[\w!#$&^.+/-]{1,100}", re.ASCII)
REMEDY: Final = "Send the sheet as the part named `file` of a multipart/form-data body."


class InvalidUpload(Refused):
    """The multipart body is broken or incomplete."""


@dataclass(slots=True)
class Upload:
    """What came in: the spooled file and the other parts as text."""

    spool: BinaryIO
    has_file: bool = False
    file_name: str = ""
    media_type: str = UNKNOWN_TYPE
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


class Receiver:
    """Callbacks of the parser: sorts the bytes into the file and the fields."""

    def __init__(self, upload: Upload, most_bytes: int) -> None:
        self.upload = upload
        self.most_bytes = most_bytes
        self.pending = bytearray()
        self.is_complete = False
        self._headers: dict[bytes, bytes] = {}
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._part_name = ""
        self._part = bytearray()
        self._is_file = False
        self._parts = 0

    def parser(self, boundary: bytes) -> MultipartParser:
        """A parser that calls back here."""
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
        if self._parts > MOST_PARTS:
            raise InvalidUpload(f"The body has more than {MOST_PARTS} parts.", remedy=REMEDY)
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
        if self.upload.has_file:
            raise InvalidUpload("More than one file was sent.", remedy="Send one file a job.")
        if b"filename" not in options:
            raise NoFile("The part named `file` is a text, not a file.", remedy=REMEDY)
        self.upload.has_file = True
        self.upload.file_name = clean_file_name(options[b"filename"].decode("utf-8", "replace"))
        kind, _ = parse_options_header(self._headers.get(b"content-type"))
        if kind:
            self.upload.media_type = kind.decode("latin-1") if _MEDIA_TYPE.fullmatch(kind) else UNKNOWN_TYPE

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self.upload.size += end - start
            if self.upload.size > self.most_bytes:
                raise too_large(self.most_bytes)
            self.pending += data[start:end]
            return
        self._part += data[start:end]
        if len(self._part) > FIELD_BYTES:
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
