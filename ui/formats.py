"""Numbers, money, dates and durations as the visitor's language writes them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import streamlit as st

ABSENT: Final = "\N{EN DASH}"
_NBSP: Final = "\N{NO-BREAK SPACE}"
_THIN: Final = "\N{NARROW NO-BREAK SPACE}"
_COMMA_LANGUAGES: Final = "da de el es hr id is it nl pt ro sl sr tr vi"
_SPACE_LANGUAGES: Final = "bg cs et fi fr hu lt lv nb nn no pl ru sk sv uk"
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How to write values for one visitor: separators by language, times in their time zone."""

    group: str = ","
    decimal: str = "."
    zone: timezone = UTC

    def number(self, value: float | None, digits: int | None = None) -> str:
        """A number; without `digits`, whole numbers whole and others with as many as tell something."""
        if value is None:
            return ABSENT
        if digits is None:
            digits = _telling_digits(value)
        text = f"{value:,.{digits}f}"
        return text.translate({ord(","): self.group, ord("."): self.decimal, ord("-"): "\N{MINUS SIGN}"})

    def money(self, value: float | None, currency: str | None = None, *, digits: int | None = None) -> str:
        """An amount; small ones to the cent, large ones whole."""
        if value is None:
            return ABSENT
        if digits is None:
            digits = 2 if abs(value) < 10_000 else 0
        return self.number(value, digits) + (f"{_NBSP}{currency}" if currency else "")

    @property
    def axis_labels(self) -> str:
        """The Vega expression of a number on an axis: 250, 2500, 10k, 1.5M."""
        plain = "format(datum.value, datum.value >= 10000 ? '.3~s' : '~r')"
        return plain if self.decimal == "." else f"replace({plain}, '.', {self.decimal!r})"

    def percent(self, share: float | None) -> str:
        """A share of 1 in percent."""
        return ABSENT if share is None else f"{self._hundredths(share)}{_NBSP}%"

    def of_100(self, share: float | None) -> str:
        """A share of 1 as so many of a hundred, the way a service level is said."""
        return ABSENT if share is None else f"{self._hundredths(share)} of 100"

    def _hundredths(self, share: float) -> str:
        # What is below all is never rounded to all: a service of 0.99996 is not 100 %.
        hundredths = 100 * share if share >= 1 else min(100 * share, 99.99)
        is_whole = abs(hundredths - round(hundredths)) < 0.005
        return self.number(hundredths, 0 if is_whole else 2 if 99 < hundredths < 100 else 1)

    def day(self, text: str | date | None) -> str:
        """A date that is not read the wrong way round: 22 Nov 2026."""
        if not text:
            return ABSENT
        day = text if isinstance(text, date) else date.fromisoformat(text[:10])
        return f"{day.day}{_NBSP}{_MONTHS[day.month - 1]}{_NBSP}{day.year}"

    def age(self, text: str, today: date | None = None) -> str:
        """How long ago a day was: "today", "3 days ago"."""
        now = today or datetime.now(self.zone).date()
        days = (now - date.fromisoformat(text[:10])).days
        if days < 0:
            return f"in {-days} day{'' if days == -1 else 's'}"
        return ("today", "yesterday")[days] if days < 2 else f"{self.number(days, 0)} days ago"

    def moment(self, text: str | None) -> str:
        """A time stamp in the visitor's time zone, to the minute."""
        if not text:
            return ABSENT
        local = datetime.fromisoformat(text).astimezone(self.zone)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def duration(self, seconds: float | None) -> str:
        """How long something takes, as a person would say it."""
        if seconds is None:
            return ABSENT
        if seconds < 60:
            return f"{self.number(max(1, round(seconds)), 0)}{_NBSP}s"
        minutes = round(seconds / 60)
        if minutes < 60:
            return f"{minutes}{_NBSP}min"
        return f"{minutes // 60}{_NBSP}h {minutes % 60}{_NBSP}min"

    def size(self, size_bytes: float | None) -> str:
        """The size of a file."""
        if size_bytes is None:
            return ABSENT
        for unit in ("B", "KB"):
            if size_bytes < 1000:
                return f"{self.number(size_bytes, 0)}{_NBSP}{unit}"
            size_bytes /= 1000
        return f"{self.number(size_bytes, 1)}{_NBSP}MB"


def of_language(tag: str | None, minutes_behind_utc: int | None = None) -> Formats:
    r"""The formats of a language tag such as `de-DE`; English where the language is unknown.

    >>> of_language("de-DE").money(1234.5, "EUR").replace("\xa0", " ")
    '1.234,50 EUR'
    >>> of_language("en-GB").number(1234567)
    '1,234,567'
    """
    language, _, region = (tag or "").replace("_", "-").partition("-")
    zone = timezone(-timedelta(minutes=minutes_behind_utc or 0))
    if region[:2].upper() in ("CH", "LI"):
        return Formats(group="\N{RIGHT SINGLE QUOTATION MARK}", decimal=".", zone=zone)
    if language.lower() in _COMMA_LANGUAGES.split():
        return Formats(group=".", decimal=",", zone=zone)
    if language.lower() in _SPACE_LANGUAGES.split():
        return Formats(group=_THIN, decimal=",", zone=zone)
    return Formats(zone=zone)


def here() -> Formats:
    """The formats of the present visitor."""
    return of_language(st.context.locale, st.context.timezone_offset)


def _telling_digits(value: float) -> int:
    size = abs(value)
    if abs(value - round(value)) < 1e-9 or size >= 1000:
        return 0
    return 1 if size >= 10 else 2 if size >= 0.1 else 4
