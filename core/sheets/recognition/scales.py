"""Headers whose numbers stand for thousands, millions or hundredths: "Demand (kpcs)", "Unit cost (cents)"."""

import re
import unicodedata
from functools import lru_cache

_PER = r"(?<!per )(?<!je )(?<!pro )(?<!por )(?<!par )(?<!pour )(?<!for )(?<!/ )(?<!/)"
_COUNTED = r"(?: ?(?:of )?(?:pcs|pieces|units|each|ea|stk|stück|stueck|st)\b\.?)?"
_WORDS = rf"(?:\bin )?{_PER}\b(?:thousands?|tausend|tsd\b\.?|tys\b\.?|migliaia|milliers){_COUNTED}"
# Short or doubtful ones count only where nothing but a unit stands: in brackets.
_BRACKETED = rf"(?<=[(\[])\s*(?:in )?(?:k|mil|miles|1[., \u2019']?000s?){_COUNTED}\s*(?=[)\]])"
_ZEROS = r"(?:(?<=[\s(\[])['\u2019`]|\b)000s?\b(?=\W*$|\s*[)\]])"
_JOINED = r"\bk ?(?:pcs|pieces|units|stk|stück|stueck|ea)\b"
_MONEY = r"(?:\b[kt](?=(?:eur|usd|gbp|chf|pln|sek)\b)|\bk(?=[€$£])|(?<=[€$£])k\b)"
_THOUSANDS = re.compile("|".join((_JOINED, _ZEROS, _BRACKETED, _WORDS, _MONEY)), re.IGNORECASE)
_MILLIONS = re.compile(
    rf"(?:\bin )?{_PER}\b(?:millions?|millionen|mio\b\.?|mln\b\.?){_COUNTED}", re.IGNORECASE
)
_HUNDREDTHS = re.compile(
    r"(?<=[(\[])\s*(?:in )?(?:us |euro )?(?:cents?|ct)\s*(?=[)\]])|\bin cents?\b", re.IGNORECASE
)
_MAY = re.compile(
    r"(?i)k|000|1.?000|tsd|tys|thous|tausend|mil|mio|mln|migliaia|[t](?:eur|usd|gbp|chf|pln|sek)|cent|ct\b"
)


@lru_cache(maxsize=65_536)
def scale_of(header: str) -> tuple[float, str]:
    """What a header's numbers are multiplied by, and the header without saying so.

    >>> scale_of("Annual demand (kpcs)"), scale_of("Jahresbedarf in Tsd. Stück"), scale_of("Unit cost (k€)")
    ((1000.0, 'Annual demand ()'), (1000.0, 'Jahresbedarf'), (1000.0, 'Unit cost (€)'))
    >>> scale_of("Unit cost (cents)"), scale_of("Price per thousand"), scale_of("SKU")
    ((0.01, 'Unit cost ()'), (1.0, 'Price per thousand'), (1.0, 'SKU'))
    """
    if not _MAY.search(header):
        return 1.0, header
    text = unicodedata.normalize("NFKC", header)
    for pattern, factor in ((_THOUSANDS, 1e3), (_MILLIONS, 1e6), (_HUNDREDTHS, 0.01)):
        left, count = pattern.subn("", text)
        if count == 1:
            return factor, " ".join(left.split())
    return 1.0, header
