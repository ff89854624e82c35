"""How the reading subprocess speaks to its parent: frames of a JSON head and a body, on a pipe.

Bytes only: the parent may be a process that must never run polars (its threads do not survive a fork).
"""

import json
import struct
from collections.abc import Iterator, Mapping
from typing import IO, Any

_LENGTHS = struct.Struct(">QQ")  # of the head, of the body


def send(stream: IO[bytes], head: Mapping[str, Any], body: bytes = b"") -> None:
    """Write one frame and push it out."""
    text = json.dumps(head).encode()
    stream.write(_LENGTHS.pack(len(text), len(body)))
    stream.write(text)
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The frames until the stream ends; a frame cut off by the writer's death is not given."""
    while True:
        lengths = stream.read(_LENGTHS.size)
        if len(lengths) < _LENGTHS.size:
            return
        head_length, body_length = _LENGTHS.unpack(lengths)
        head, body = stream.read(head_length), stream.read(body_length)
        if len(head) < head_length or len(body) < body_length:
            return
        yield json.loads(head), body
