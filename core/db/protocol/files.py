"""Uploaded files, kept in 1 MiB parts so that any worker can read them without a shared disk."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from core.db.schema.tables import file, file_part
from core.errors import FileNotFound
from core.ids import FileId, WorkspaceId

PART_BYTES = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that is in the database."""

    id: FileId
    name: str
    media_type: str
    size: int
    sha256: str
    is_purged: bool = False  # its name is remembered, its bytes are gone


def store(
    connection: Connection, workspace_id: WorkspaceId, name: str, media_type: str, stream: BinaryIO
) -> StoredFile:
    """Keep everything `stream` gives, without ever holding more than one part."""
    start = stream.tell()
    digest = hashlib.sha256()
    size = 0
    while part := stream.read(PART_BYTES):
        digest.update(part)
        size += len(part)
    stored = StoredFile(
        id=FileId(uuid4()), name=name, media_type=media_type, size=size, sha256=digest.hexdigest()
    )
    connection.execute(
        insert(file).values(
            id=stored.id,
            workspace_id=workspace_id,
            name=name,
            media_type=media_type,
            size=size,
            sha256=stored.sha256,
        )
    )
    stream.seek(start)
    for ordinal, part in enumerate(iter(lambda: stream.read(PART_BYTES), b"")):
        connection.execute(
            insert(file_part).values(file_id=stored.id, ordinal=ordinal, workspace_id=workspace_id, data=part)
        )
    return stored


def get(connection: Connection, workspace_id: WorkspaceId, file_id: FileId) -> StoredFile:
    """What is known of a file; raises `FileNotFound`."""
    columns = (
        *(file.c.id, file.c.name, file.c.media_type, file.c.size, file.c.sha256),
        file.c.purged_at.is_not(None).label("is_purged"),
    )
    row = (
        connection.execute(select(*columns).where(file.c.id == file_id, file.c.workspace_id == workspace_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise FileNotFound
    return StoredFile(**row)


def kept(connection: Connection, workspace_id: WorkspaceId, file_id: FileId) -> StoredFile:
    """A file whose bytes are still there; raises `FileNotFound`."""
    found = get(connection, workspace_id, file_id)
    if found.is_purged:
        raise FileNotFound("The file was deleted since.", remedy="Upload the sheet again.")
    return found


def parts(
    connection: Connection, workspace_id: WorkspaceId, file_id: FileId, *, first: int = 0
) -> Iterator[bytes]:
    """The file's bytes from the part `first` on, a part at a time and one short query each."""
    ordinal = first
    query = select(file_part.c.data).where(
        file_part.c.file_id == file_id, file_part.c.workspace_id == workspace_id
    )
    while (part := connection.scalar(query.where(file_part.c.ordinal == ordinal))) is not None:
        yield bytes(part)
        ordinal += 1
