"""Names of months and of counted periods, in every language together."""

MONTHS = {
    1: (
        "january|jan|januar|jän|jänner|janvier|janv|enero|ene|janeiro|gennaio|gen|ocak|oca|januari|styczeń|"
        "sty|stycznia|januarie|1月|一月"
    ),
    2: (
        "february|feb|februar|février|févr|fév|febrero|fevereiro|fev|febbraio|şubat|şub|februari|luty|lut|"
        "peb|2月|二月"
    ),
    3: "march|mar|märz|mrz|mär|maerz|mars|marzo|março|mart|maart|mrt|marzec|maret|3月|三月",
    4: "april|apr|avril|avr|abril|abr|aprile|nisan|nis|kwiecień|kwi|4月|四月",
    5: "may|mai|mayo|maio|maggio|mag|mayıs|mei|maj|5月|五月",
    6: "june|jun|juni|juin|junio|junho|giugno|giu|haziran|haz|czerwiec|cze|6月|六月",
    7: "july|jul|juli|juillet|juil|julio|julho|luglio|lug|temmuz|tem|lipiec|lip|7月|七月",
    8: "august|aug|août|aout|agosto|ago|ağustos|ağu|augustus|sierpień|sie|agustus|agt|agu|8月|八月",
    9: "september|sep|sept|septembre|septiembre|setembro|set|settembre|eylül|eyl|wrzesień|wrz|9月|九月",
    10: "october|oct|oktober|okt|octobre|octubre|outubro|out|ottobre|ott|ekim|eki|październik|paź|10月|十月",
    11: "november|nov|novembre|noviembre|novembro|kasım|kas|listopad|lis|nopember|nop|11月|十一月",
    12: (
        "december|dec|dezember|dez|décembre|déc|diciembre|dic|dezembro|dicembre|aralık|ara|grudzień|gru|"
        "desember|des|12月|十二月"
    ),
}
# Words before a number: "W7", "KW 7", "P3", "Month 3".
ORDINALS = {
    "day": "day|d|tag|jour|dia|giorno|gün|ngày|dag|dzień|hari",
    "week": (
        "week|w|wk|kw|cw|semaine|sem|semana|settimana|hafta|tuần|週|周|woche|tydzień|minggu|weeknr|wek|ww"
    ),
    "month": (
        "month|m|mth|mois|mes|mês|mese|ay|tháng|月|monat|maand|miesiąc|bulan|period|p|periode|période|"
        "periodo|período|dönem|t|fp|per"
    ),
    "quarter": "quarter|q|qtr|quartal|trimestre|trim|çeyrek|quý|季|四半期|kwartaal|kwartał|kuartal",
}
