"""Which sheet a multipart body is about: the file in it, or one that was kept before it."""

from typing import Final
from uuid import UUID

from api.multipart import REMEDY, Upload
from core.errors import FieldProblem, InvalidOption, NoFile
from core.ids import FileId

FILE_ID: Final = "file_id"


def kept_file(upload: Upload) -> FileId | None:
    """The file that stands in place of the one in the body; None where that one is meant.

    Raises `InvalidOption` where it is no id or both are there, `NoFile` where neither is.
    """
    found = id_in(upload, FILE_ID, "the file_id that POST /sheets/inspect has answered")
    if found is None:
        if not upload.has_file:
            raise NoFile(remedy=REMEDY)
        return None
    if upload.has_file:
        raise InvalidOption(
            "`file_id` stands in place of `file`.", remedy="Send either a `file` or a `file_id`."
        )
    return FileId(found)


def id_in(upload: Upload, name: str, meaning: str) -> UUID | None:
    """The id in a part of the body, None where it is absent or blank; raises `InvalidOption`."""
    text = upload.fields.get(name, "").strip()
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        remedy = f"Give {meaning}, or leave `{name}` out."
        raise InvalidOption(
            f"`{name}` is not an id.",
            remedy=remedy,
            problems=[
                FieldProblem(field=name, value=text, code="invalid_id", message="is no UUID", remedy=remedy)
            ],
        ) from error
