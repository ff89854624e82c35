"""Tells the encoding of text that is not UTF-8, by the writing it would turn into.

A wrong guess turns names into nonsense without a word, so an encoding is taken only when its rivals do not
make sense: Western European (cp1252), Turkish (cp1254) and Central European (cp1250) letters among ASCII
ones, and Japanese (Shift-JIS, EUC-JP) with the signs it writes. The others are refused by name.
"""

import re

from core.errors import UnreadableFile

_REMEDY = "Save it as CSV UTF-8 or as .xlsx."
_UTF8_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND = re.compile(rb"[\x80-\xff]")
# What Western European text uses beyond ASCII.
_WESTERN = re.compile(
    "[\x00-\x7f\xc0-\xff\u0152\u0153\u0160\u0161\u017d\u017e\u0178"  # letters
    "\u20ac\xa3\xa5\u2122\xa9\xae\xa7\xb0\xb2\xb3\xb5\xb9\xba\xaa\xbc\xbd\xbe\xb1\xac\xa2\xa4\xa6\xad\xb6\xa8\xb8\xaf"
    "\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2013\u2014\u2026\u2030\u2039\u203a\xab\xbb\xa0\xb4\xb7\xa1\xbf]*"
)
# In words of these languages letters beyond ASCII stand alone or in pairs; of other scripts they are all.
_FOREIGN_WORD = re.compile("[\xc0-\xff]{3,}")
_LETTER = re.compile("[\xc0-\xff]")
# Signs between letters: text of another encoding read as cp1252.
_SIGN_IN_WORD = re.compile(
    "[^\x00-\x7f\xa0][\u0152-\u0178\u2013-\u2122\xa1-\xbf]|[\u0152-\u0178\u2013-\u2122\xa1-\xbf][^\x00-\x7f\xa0]"
)
_POLISH = re.compile("[A-Za-z\xc0-\xff][\xb3\xb9\xbf](?:[a-z\xc0-\xff]|\\b)(?![0-9])")
_CZECH = re.compile("(?=.*\xf8)(?=.*[\xec\xe8\xf9])", re.DOTALL)
_TURKISH = re.compile("[\xd0\xdd\xde\xf0\xfd\xfe]")
_ICELANDIC = re.compile("[\xe1\xe9\xed\xf3\xfa\xe6\xc1\xc9\xcd\xd3\xda\xc6]")

_SJIS_CHARACTER = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\xa1-\xdf]")
_EUC_CHARACTER = re.compile(rb"\x8e[\xa1-\xdf]|[\xa1-\xfe]{2}")
_COMMON = 0.9  # share of the signs that must be everyday ones


def encoding_of(lines: bytes) -> str:
    """The codec of lines that are not UTF-8.

    Raises:
        UnreadableFile: none is certain.

    """
    if _is_shift_jis(lines):
        return "cp932"
    if _is_euc_jp(lines):
        return "euc_jp"
    if len(_UTF8_PAIR.findall(lines)) > 0.5 * len(_BEYOND.findall(_UTF8_PAIR.sub(b"", lines))):
        _refuse_broken_utf8(lines)
    try:
        text = lines.decode("cp1252")
    except UnicodeDecodeError:
        text = "\ufffd"
    letters = len(_LETTER.findall(text))
    foreign = sum(len(word[0]) for word in _FOREIGN_WORD.finditer(text))
    if foreign > 0.3 * letters and foreign >= 3:
        raise UnreadableFile(
            "The text is in an encoding Lotwise cannot tell, of Cyrillic, Greek, Chinese or Korean.",
            remedy=_REMEDY,
        )
    if _POLISH.search(text) or _CZECH.search(text):
        return "cp1250"
    if _WESTERN.fullmatch(text) is None or _is_nonsense(text, letters):
        raise UnreadableFile("The text of the file is in an encoding Lotwise cannot tell.", remedy=_REMEDY)
    return "cp1254" if _TURKISH.search(text) and not _ICELANDIC.search(text) else "cp1252"


def _is_nonsense(text: str, letters: int) -> bool:
    """Japanese or Chinese text read as cp1252 is mostly signs that touch letters."""
    touching = len(_SIGN_IN_WORD.findall(text))
    return touching > 0.5 * letters and touching > 0


def _refuse_broken_utf8(lines: bytes) -> None:
    for line in lines.splitlines():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            start = line[:60].decode("utf-8", "replace")
            raise UnreadableFile(
                f"The file is UTF-8 but for a few places, the first in the line that begins {start!r}.",
                remedy=_REMEDY,
            ) from None


def _is_shift_jis(lines: bytes) -> bool:
    """Strictly so, with kana or everyday kanji (level 1: first bytes 88 to 97), as no other encoding has."""
    try:
        lines.decode("cp932")
    except UnicodeDecodeError:
        return False
    signs = [sign for sign in _SJIS_CHARACTER.findall(lines) if len(sign) == 2]
    narrow = len(_SJIS_CHARACTER.findall(lines)) - len(signs)
    everyday = sum(0x81 <= sign[0] <= 0x83 or 0x88 <= sign[0] <= 0x97 for sign in signs)
    # A Western letter before an ASCII one decodes, too: ask for what that cannot be.
    beyond = sum(sign[1] >= 0x80 for sign in signs) + sum(sign[0] in (0x82, 0x83) for sign in signs)
    return len(signs) >= 2 and everyday >= _COMMON * len(signs) and beyond >= 2 and narrow <= 3 * len(signs)


def _is_euc_jp(lines: bytes) -> bool:
    """Strictly so, and with kana enough that it is not Chinese or Korean, which share the range."""
    try:
        lines.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    signs = _EUC_CHARACTER.findall(lines)
    kana = sum(sign[0] in (0xA4, 0xA5) for sign in signs)
    everyday = sum(0xA1 <= sign[0] <= 0xA5 or 0xB0 <= sign[0] <= 0xCF for sign in signs)
    return len(signs) >= 6 and kana >= 0.2 * len(signs) and everyday >= _COMMON * len(signs)
