"""Times written with their unit or as a range: "2 weeks", "14d", "10 working days", "2-3"."""

from collections.abc import Mapping

import polars as pl

from core.sheets.options import Decimal
from core.sheets.values.numbers import numbers

RANGE, WORKING_DAYS, UNIT_MISSING = "range", "working_days", "unit_missing"
OWN_UNIT = "cell"  # the `unit` of a column whose every cell must name one

_WEEK, _MONTH, _YEAR = 7.0, 365.0 / 12.0, 365.0
_WORKING = 7.0 / 5.0  # calendar days of a working day
_UNITS: Mapping[float, str] = {
    1.0 / 86_400.0: "s|sec|secs|second|seconds|sekunden|seg|segundos|secondes",
    1.0 / 1_440.0: "mins|minute|minutes|minuten|minutos",
    1.0 / 24.0: "h|hr|hrs|hour|hours|std|stunde|stunden|heure|heures|hora|horas|ore|saat|giờ|時間|小时",
    1.0: "d|dy|dys|day|days|calendar day|calendar days|cal days|tag|tage|tagen|t|kalendertage|jour|jours|j|"
    "día|días|dia|dias|giorno|giorni|gg|dag|dagen|dagar|dni|dzień|gün|ngày|hari|день|дней|дня|日|天|일",
    _WEEK: "w|wk|wks|week|weeks|woche|wochen|wo|kw|semaine|semaines|sem|semana|semanas|settimana|settimane|"
    "weken|vecka|veckor|tydzień|tygodnie|hafta|tuần|minggu|неделя|недели|недель|週|週間|周|주",
    _MONTH: "mo|mos|mth|mths|month|months|monat|monate|monaten|mois|mes|meses|mês|mese|mesi|maand|maanden|"
    "månad|månader|miesiąc|miesiące|ay|tháng|bulan|месяц|месяца|месяцев|ヶ月|か月|个月|月|개월",
    _YEAR: "y|yr|yrs|year|years|jahr|jahre|an|ans|année|années|año|años|ano|anos|anno|anni|"
    "yıl|năm|год|года|лет|年|년",  # noqa: RUF001
    _WORKING: "wd|bd|workday|workdays|working day|working days|work days|business day|business days|werktag|"
    "werktage|arbeitstag|arbeitstage|at|jours ouvrés|jour ouvré|días hábiles|días laborables|dias úteis|"
    "giorni lavorativi|werkdagen|iş günü|工作日|営業日",
}
_DAYS = {name: days for days, names in _UNITS.items() for name in names.split("|")}
_NUMBER = r"[0-9][0-9.,]*"
_WORDS = r"\p{L}[\p{L} .]*"
_TO = r"(?:\s*[-\x{2010}-\x{2015}~]\s*|\s+(?:to|bis|à|a|do|tot|до)\s+|\.\.+|…)"
_FORM = rf"^(?:({_NUMBER})\s*({_WORDS})?{_TO})?({_NUMBER})\s*({_WORDS})?$"
_GROUPS = ("low", "low_unit", "high", "high_unit")


def durations(texts: pl.Series, decimal: Decimal, factor: float) -> tuple[pl.Series, pl.Series]:
    """Days that texts which are no plain numbers say, and a warning where the reading may be doubted.

    A unit in the cell goes before the column's (`factor` is that in days); of a range the upper end is
    taken. Null where the text is no time.

    >>> durations(pl.Series(["2 weeks", "2-3", "soon"]), ".", 1.0)[0].to_list()
    [14.0, 3.0, None]
    """
    parts = pl.DataFrame({"text": texts}).select(
        *(pl.col("text").str.extract(_FORM, at).alias(name) for at, name in enumerate(_GROUPS, start=1))
    )
    low, _ = numbers(parts["low"], decimal, may_be_percent=False)
    high, _ = numbers(parts["high"], decimal, may_be_percent=False)
    units = [_unit(parts[name]) for name in ("low_unit", "high_unit")]
    known = pl.DataFrame(
        {
            "low": low,
            "high": high,
            "is_range": parts["low"].is_not_null(),
            "days": units[1].replace_strict(_DAYS, default=None, return_dtype=pl.Float64),
            "unit": units[1],
            "is_same": (units[0] == units[1]).fill_null(value=True) | units[0].is_null(),
        }
    )
    is_good = (
        (pl.col("unit").is_null() | pl.col("days").is_not_null())
        & pl.col("is_same")
        & (~pl.col("is_range") | (pl.col("low") <= pl.col("high")))
        # "5" alone is a plain number: when it was refused, it was for a reason.
        & (pl.col("is_range") | pl.col("unit").is_not_null())
    )
    days = pl.col("high") * pl.coalesce("days", pl.lit(factor))
    found = known.select(
        pl.when(is_good).then(days).alias("days"),
        pl.when(is_good & pl.col("is_range"))
        .then(pl.lit(RANGE))
        .when(is_good & (pl.col("days") == _WORKING))
        .then(pl.lit(WORKING_DAYS))
        .alias("warning"),
    )
    return found["days"], found["warning"].set(found["days"].is_null(), None)


def _unit(texts: pl.Series) -> pl.Series:
    plain = texts.str.to_lowercase().str.replace_all(r"[.\s]+", " ").str.strip_chars()
    return plain.set((plain == "").fill_null(value=False), None)
