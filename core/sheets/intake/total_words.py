"""What rows of totals, averages and bounds are called, in every language together, as patterns."""

_LEAST_OR_MOST = r"(?:min|max)(?:imum|imo)?"
_SUMS = (
    r"(?:(?:grand|sub|sub-|over ?all|general|genel|net|report|column)[ -]?)?totals?",
    r"sums?|subtotals?|sub-totals?|gesamt(?:summe|betrag|wert)?|(?:zwischen|end)summe|summe[n]?|insgesamt",
    r"(?:sous[- ]?)?tota(?:l|ux)(?: g[eé]n[eé]ral| general)?|somme|totale(?: generale)?|totaal|subtotaal",
    r"suma|sumatoria|total geral|subtotal|(?:genel |ara )?toplam|razem|celkem|[oö]sszesen|summa|yhteens[aä]",
    r"итого|всего|сумма|разом|σύνολο|tổng(?: cộng| số)?|jumlah|รวม",
    r"합계|총계|소계|合计|总计|小计|合計|総計|小計|総合計|المجموع|الإجمالي|योग|कुल",
)
_WORDS = (
    *_SUMS,
    r"mean|averages?|avg|durchschnitt|mittelwert|moyenne|promedio|m[eé]dia|ortalama|gemiddelde?|trung bình",
    rf"{_LEAST_OR_MOST}|median|st(?:andar)?d\.? ?dev(?:iation)?|standardabweichung",
)
IS_BOUND = rf"(?i)^{_LEAST_OR_MOST}\s*:?$"
IS_TOTAL = rf"(?i)^(?:{'|'.join(_WORDS)})\s*[:\uff1a.]?$"
# "Subtotal bearings", "Bearings total": the total of a group by its name, if its demand is the sum.
_BETWEEN = r"(?:\s*[:\u2013]\s*|\s+-\s+|\s+)"
NAMES_GROUP = rf"(?i)^(?:(?:{'|'.join(_SUMS)}){_BETWEEN}\S.*|\S.*{_BETWEEN}(?:{'|'.join(_SUMS)}))\s*[:.]?$"
IS_SUBTOTAL = r"(?i)^\W*(?:sub[- ]?tota|zwischensumme|sous[- ]?tota|ara toplam|小计|小計|소계)"
