"""What the number format of a cell says: a date, a percentage, a width padded with zeros."""

import datetime as dt
import re
import zipfile

from core.sheets.files.parts import elements

# Formats that files name by number only (ECMA-376 part 1, 18.8.30); dates among them differ by country.
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 49: "@"}
_BUILT_IN |= {
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
}
_BUILT_IN |= {20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"}
_BUILT_IN |= dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|\[[hms]+\]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,}")
_GENERAL = ("", "general", "@", "standard")
_LAST_DAY = 2_958_465  # 9999-12-31


def is_date(number_format: str) -> bool:
    """Whether numbers so formatted are days or times.

    >>> is_date("dd/mm/yyyy"), is_date("[h]:mm"), is_date('0.00 "days"'), is_date("General")
    (True, True, False, False)
    """
    if number_format.lower() in _GENERAL:
        return False
    first = _LITERAL.sub("", number_format).split(";")[0]
    return _DATE.search(first) is not None and not re.search(r"general", first, re.IGNORECASE)


def is_percent(number_format: str) -> bool:
    """Whether numbers so formatted are shown a hundred times as large.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent("0")
    (True, False, False)
    """
    return "%" in _LITERAL.sub("", number_format)


def zeros_of(number_format: str) -> int:
    """The width to which the format pads whole numbers with zeros; 0 where it does not.

    >>> zeros_of("00000"), zeros_of("0"), zeros_of("000.00"), zeros_of('"P"0000')
    (5, 0, 0, 4)
    """
    plain = _LITERAL.sub("", number_format).split(";")[0].strip()
    return len(plain) if _ZEROS.fullmatch(plain) else 0


def iso_text(serial: float, *, is_1904: bool) -> str | None:
    """The day or time a spreadsheet's number stands for, in ISO 8601; None where it stands for none.

    >>> iso_text(45688, is_1904=False), iso_text(45688.5, is_1904=False), iso_text(0.25, is_1904=False)
    ('2025-01-31', '2025-01-31T12:00:00', '06:00:00')
    """
    if not 0 <= serial <= _LAST_DAY:
        return None
    days, seconds = divmod(round(serial * 86_400), 86_400)
    time = (dt.datetime(2000, 1, 1) + dt.timedelta(seconds=seconds)).time().isoformat()  # noqa: DTZ001
    if is_1904:
        day = dt.date(1904, 1, 1) + dt.timedelta(days=days)
    elif days == 0:
        return time
    else:
        day = dt.date(1899, 12, 30) + dt.timedelta(days=days + (days < 60))  # a 29 February 1900 is counted
    return f"{day.isoformat()}T{time}" if seconds else day.isoformat()


def built_in_format(number: int) -> str:
    """The format files name by that number only; empty where it is none that matters."""
    return _BUILT_IN.get(number, "")


def cell_formats(archive: zipfile.ZipFile, part: str) -> list[str]:
    """The number format of each cell style, in the order cells name them."""
    if not part:
        return []
    own: dict[int, str] = {}
    formats: list[str] = []
    for element in elements(archive, part, "numFmt", "cellXfs"):
        if element.tag.endswith("numFmt"):
            own[int(element.get("numFmtId", "-1"))] = element.get("formatCode", "")
        else:
            ids = (int(xf.get("numFmtId", "0")) for xf in element)
            formats = [own.get(one, _BUILT_IN.get(one, "")) for one in ids]
    return formats
