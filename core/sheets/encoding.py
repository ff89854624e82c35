"""The text of a file as UTF-8, and in which encoding it came."""

import codecs
import re
from pathlib import Path

from core.errors import UnreadableFile

# What Western European text uses beyond ASCII. Other encodings read as cp1252 give other signs, so they
# are refused instead of being turned into nonsense.
_WESTERN = re.compile(
    "[\x00-\x7f\xc0-\xff\u0152\u0153\u0160\u0161\u017d\u017e\u0178"  # letters
    "\u20ac\xa3\xa5\u2122\xa9\xae\xa7\xb0\xb2\xb3\xb5\xba\xaa\xbc\xbd\xbe"  # signs
    "\u2018-\u201a\u201c-\u201e\u2022\u2013\u2014\u2026\xab\xbb\xa0\xb4\xb7\xa1\xbf]*"  # punctuation
)
# Japanese or Chinese text read as cp1252 is mostly quotes and dashes that touch letters.
_LETTERS = re.compile("[\xc0-\xff]")
_SIGNS = re.compile("[\u0152-\u0178\u2013-\u2122]")
_SIGN_TOUCHING = re.compile(
    "[\u0152-\u0178\u2013-\u2122][^\x00-\x7f]|[^\x00-\x7f][\u0152-\u0178\u2013-\u2122]"
)
_REMEDY = "Save it as CSV UTF-8 or as .xlsx."


def decoded(path: Path) -> tuple[bytes, str]:
    """The content as UTF-8 with plain line ends, and the encoding's name.

    Raises:
        UnreadableFile: no encoding Lotwise knows fits, or the text has NUL characters.

    """
    content, encoding = _decoded(path.read_bytes())
    if b"\x00" in content[: 1 << 16]:
        raise UnreadableFile("The file has NUL characters: it is no text.", remedy=_REMEDY)
    if b"\r" in content and b"\n" not in content:
        content = content.replace(b"\r", b"\n")  # as old Macintosh programs end lines
    return content, encoding


def _decoded(content: bytes) -> tuple[bytes, str]:
    if content.startswith(codecs.BOM_UTF8):
        return _checked(content[len(codecs.BOM_UTF8) :]), "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16").encode(), "utf-16"
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise UnreadableFile("The file says it is UTF-16 but is not.", remedy=_REMEDY) from error
    if content.isascii():
        return content, "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _western(content)
    return content, "utf-8"


def _checked(content: bytes) -> bytes:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile("The file says it is UTF-8 but is not.", remedy=_REMEDY) from error
    return content


def _western(content: bytes) -> tuple[bytes, str]:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = "\ufffd"
    signs = _SIGNS.findall(text)
    is_nonsense = len(signs) > len(_LETTERS.findall(text)) and _SIGN_TOUCHING.search(text) is not None
    if is_nonsense or _WESTERN.fullmatch(text) is None:
        raise UnreadableFile("The text of the file is in an encoding Lotwise cannot tell.", remedy=_REMEDY)
    return text.encode(), "cp1252"
