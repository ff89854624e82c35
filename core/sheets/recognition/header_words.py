"""What of a header counts when it is compared: its words, without case, accents and punctuation."""

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition turns into plain ones.
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ð": "d"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"[(\[{【]([^)\]}】]*)[)\]}】]")
LONGEST = 120  # a longer text is a sentence, no header


def folded(text: str) -> str:
    """Lower case, without accents; full-width and half-width letters are the usual ones.

    >>> folded("Größe"), folded("YILLIK"), folded("Số lượng")
    ('grosse', 'yillik', 'so luong')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", plain)))


@lru_cache(maxsize=65_536)
def tokens(text: str) -> tuple[str, ...]:
    r"""The words of a header, also of one in camelCase, snake_case or with dots.

    >>> tokens("leadTimeDays"), tokens("inventory.1.available_qty"), tokens("Item #"), tokens("P/N")
    (('lead', 'time', 'days'), ('inventory', '1', 'available', 'qty'), ('item', 'no'), ('p', 'n'))
    """
    spaced = _CAMEL.sub(" ", unicodedata.normalize("NFKC", text).replace("#", " no "))
    return tuple(_WORD.findall(folded(spaced)))


def joined(text: str) -> str:
    """The words without anything between them: "On-hand", "OnHand" and "ON HAND" are one.

    >>> joined("On-hand"), joined("PRODUCTID")
    ('onhand', 'productid')
    """
    return "".join(tokens(text))


@lru_cache(maxsize=65_536)
def in_and_out(header: str) -> tuple[str, str]:
    """The header without what stands in brackets, and that.

    >>> in_and_out("Lead time (weeks)")
    ('Lead time', 'weeks')
    """
    plain = unicodedata.normalize("NFKC", header)
    return " ".join(_BRACKETS.sub(" ", plain).split()), " ".join(_BRACKETS.findall(plain))
