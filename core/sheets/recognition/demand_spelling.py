"""Headers of demand: its name with a period, an average, a deviation or a window around it."""

from core.sheets.recognition.header_words import joined
from core.sheets.recognition.qualifiers import PERIOD_WORDS, Said, folded_year, unit_words
from core.sheets.recognition.spelling import Spelling
from core.sheets.recognition.vocabulary import DEMAND_WORDS

DAYS_A_YEAR = 365.0
# A forecast is demand where the header says for how long.
_FORECAST = frozenset(
    map(
        joined,
        [
            "forecast",
            "prognose",
            "prévision",
            "previsión",
            "pronóstico",
            "previsão",
            "previsione",
            "tahmin",
            "予測",
            "预测",
            "prognoza",
        ],
    )
)


def demand_said(around: Said) -> Spelling | None:
    """Demand with its period, average, deviation or window; nothing else may stand in the header."""
    if around.is_percent or around.has_money or around.per != 1.0:
        return None
    core, rest = _core(around.rest)
    if core is None and around.is_deviation:
        return _deviation(around.rest)
    is_forecast = core in _FORECAST
    if core is None or (is_forecast and not (around.window_days or set(rest) & PERIOD_WORDS.keys())):
        return None
    left, found = unit_words(tuple(word for word in rest if not folded_year(word)))
    periods = set(found.periods)
    if left or len(periods) > 1:
        return None
    period = next(iter(periods), None)
    if around.window_days is not None and period is None:
        if around.is_average or around.is_deviation:
            return None  # an average over a window says not for which period
        return Spelling("demand", factor=DAYS_A_YEAR / around.window_days, period="year")
    name = "demand_std" if around.is_deviation else "demand"
    return Spelling(name, period=period, is_average=around.is_average)


def _deviation(rest: tuple[str, ...]) -> Spelling | None:
    """A deviation and its period, as in "Annual std dev": of what but the demand is not said."""
    left, found = unit_words(rest)
    periods = set(found.periods)
    return None if left or len(periods) != 1 else Spelling("demand_std", period=periods.pop())


def _core(rest: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The longest name of demand among the words, and the words around it."""
    for length in range(min(4, len(rest)), 0, -1):
        for at in range(len(rest) - length + 1):
            key = "".join(rest[at : at + length])
            if key in DEMAND_WORDS or key in _FORECAST:
                return key, (*rest[:at], *rest[at + length :])
    return None, rest
