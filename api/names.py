"""File names: cleaned when they come in, quoted safely when they go out."""

import unicodedata
from typing import Final
from urllib.parse import quote

from core.errors import FieldProblem, Refused

_LONGEST: Final = 200
_UNNAMED: Final = "upload"
# Zero-width and direction marks: they make `xslx.exe` read as `exe.xlsx`.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class InvalidFileName(Refused):
    """The file's name cannot be kept."""


def clean_file_name(given: str) -> str:
    """The last component of the path, without what cannot be seen or kept, the end kept when shortened.

    Raises `InvalidFileName` for a NUL, which no honest client sends.
    """
    if "\x00" in given:
        raise InvalidFileName(
            "The file's name holds a NUL character.",
            remedy="Rename the file.",
            problems=[
                FieldProblem(
                    field="file",
                    value=given.replace("\x00", "\\0"),
                    code="invalid_file_name",
                    message="the file's name holds a NUL character",
                    remedy="Rename the file.",
                )
            ],
        )
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _INVISIBLE)
    name = unicodedata.normalize("NFC", seen).strip().strip(".") or _UNNAMED
    return name if len(name) <= _LONGEST else _shortened(name)


def _shortened(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 10:
        return name[:_LONGEST]
    return stem[: _LONGEST - len(suffix) - 1] + dot + suffix


def attachment(name: str) -> str:
    """The Content-Disposition of a download (RFC 6266): plain for old clients, RFC 8187 for the rest."""
    plain = "".join(
        letter if letter.isascii() and letter.isprintable() and letter not in '"\\%' else "_"
        for letter in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def stem(name: str) -> str:
    """The name without its suffix."""
    before, dot, _ = name.rpartition(".")
    return before if dot and before else name
