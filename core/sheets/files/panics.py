"""What the fast parser does on damaged files, as a refusal."""

import contextlib
from collections.abc import Iterator

from core.errors import LotwiseError, UnreadableFile
from core.sheets.files.archive import SAVE_AGAIN, protected


@contextlib.contextmanager
def panics_named() -> Iterator[None]:
    """The parser panics with a BaseException on some damaged files; that is a bad file, no crash."""
    try:
        yield
    except (LotwiseError, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if "password" in str(error).lower():
            raise protected() from error
        raise UnreadableFile("The workbook is damaged: it cannot be read.", remedy=SAVE_AGAIN) from error
