"""Words for periods, units of time, averages and deviations, in every language together."""

PERIODS = {
    "day": (
        "day|daily|taglich|taeglich|tag|tages|jour|journalier|journaliere|quotidien|quotidienne|dia|diario|"
        "diaria|giorno|giornaliero|giornaliera|gun|gunluk|ngay|hang ngay|日|每日|毎日|一日|1日|日均|每天|"
        "dag|dagelijks|dagelijkse|dzien|dzienny|dziennie|dzienne|dzienna|hari|harian|per diem|al giorno"
    ),
    "week": (
        "week|weekly|wk|wkly|wochentlich|woechentlich|woche|wochen|semaine|hebdomadaire|hebdo|semanal|"
        "semana|settimana|settimanale|hafta|haftalik|tuan|hang tuan|週|周|每周|毎週|週間|周均|wekelijks|"
        "wekelijkse|tydzien|tygodniowy|tygodniowe|tygodniowo|minggu|mingguan"
    ),
    "month": (
        "month|monthly|mth|mo|mon|monatlich|monatlicher|monat|monats|mois|mensuel|mensuelle|mensual|mes|"
        "mensal|mese|mensile|ay|aylik|thang|hang thang|月|每月|月間|月间|毎月|月均|月次|maand|maandelijks|"
        "maandelijkse|miesiac|miesieczny|miesieczne|miesieczna|miesiecznie|bulan|bulanan"
    ),
    "quarter": (
        "quarter|quarterly|qtr|quartal|quartals|trimestre|trimestriel|trimestrielle|trimestral|trimestrale|"
        "ceyrek|quy|季|季度|四半期|每季|kwartaal|kwartal|kwartalny|triwulan|kuartal"
    ),
    "year": (
        "year|annual|annually|yearly|yr|y|pa|annum|jahres|jahr|jahrlich|jaehrlich|jahrlicher|an|annuel|"
        "annuelle|annee|anual|ano|anno|annuo|annua|annuale|annui|yil|yillik|nam|hang nam|年|年間|年间|年度|"
        "每年|一年|全年|jaar|jaarlijks|jaarlijkse|rok|roczny|roczne|roczna|rocznie|tahun|tahunan|ltm|ttm"
    ),
}
# Days in a unit of time. A working week has five days of seven.
DAYS = {
    1.0: (
        "day|days|d|jour|jours|j|tag|tage|tagen|dia|dias|giorni|giorno|gg|gun|ngay|日|天|日数|天数|dagen|"
        "dag|dni|dzien|hari|calendar days|kalendertage|jours calendaires|dias corridos|dias naturales|tg"
    ),
    1.4: (
        "working days|business days|work days|workdays|werktage|arbeitstage|jours ouvres|jours ouvrables|"
        "dias habiles|dias laborables|dias uteis|giorni lavorativi|is gunu|工作日|営業日|werkdagen|"
        "dni robocze|hari kerja|ngay lam viec|wd|at"
    ),
    7.0: (
        "week|weeks|wk|wks|w|semaine|semaines|sem|woche|wochen|semanas|semana|settimane|settimana|sett|"
        "hafta|tuan|週|周|週間|weken|tygodnie|tygodni|tyg|minggu"
    ),
    365.0 / 12.0: (
        "month|months|mo|mos|mth|mths|mois|monat|monate|monaten|mes|meses|mesi|mese|ay|thang|月|ヶ月|か月|"
        "个月|maanden|maand|miesiace|miesiecy|mies|bulan"
    ),
    365.0: "year|years|yr|yrs|jahr|jahre|jahren|ans|an|ano|anos|anni|anno|yil|nam|年|jaar|lat|tahun",
    1.0 / 24.0: "hour|hours|h|hr|hrs|stunden|std|heures|horas|ore|saat|gio|時間|小时|uren|godziny|jam",
    # "min" is the least more often than minutes: no supplier delivers within any.
    1.0 / 1440.0: "minute|minutes|minuten|minutos|minuti|dakika|phut|分|分钟|minuty|menit",
    1.0 / 86400.0: (
        "second|seconds|sec|secs|s|sekunden|secondes|segundos|secondi|saniye|giay|秒|seconden|sekundy|detik"
    ),
}

AVERAGE = (
    "avg|average|averaged|mean|moy|moyen|moyenne|moyens|durchschnitt|durchschnittlich|durchschnittliche|"
    "durchschnittlicher|durchschn|mittlerer|mittlere|promedio|medio|media|medie|medi|ortalama|ort|"
    "trung binh|tb|平均|gemiddeld|gemiddelde|gem|sredni|srednie|srednia|rata rata|rerata|expected|erwartet|"
    "erwarteter|attendue|esperada|prevista"
)

DEVIATION = (
    "std dev|stdev|stddev|std deviation|standard deviation|st dev|std|sd|sigma|deviation|dev std|"
    "standardabweichung|std abw|stdabw|streuung|ecart type|desviacion estandar|desviacion tipica|"
    "desviacion|desv est|desvio padrao|desvio|deviazione standard|scarto quadratico medio|scarto tipo|"
    "standart sapma|standart sapmasi|std sapma|sapma|do lech chuan|標準偏差|标准差|標準差|"
    "standaardafwijking|standaarddeviatie|spreiding|odchylenie standardowe|odchylenie|odch std|"
    "standar deviasi|deviasi standar|simpangan baku|variability|σ"
)

PERCENT = (
    "percent|percentage|pct|prozent|prozentsatz|pourcentage|pourcent|porcentaje|percentual|percentuale|"
    "yuzde|phan tram|百分比|パーセント|procent|persen|persentase|perc"
)
# What may stand around a name without changing what the number means.
HARMLESS = (
    "unit|units|pc|pcs|piece|pieces|ea|each|qty|quantity|quantities|kg|kgs|g|l|lt|ltr|m|m2|m3|t|ton|tons|"
    "tonnes|tonne|box|boxes|st|stk|stck|stuck|stueck|pz|pezzi|un|und|unid|uds|ud|unidades|unidad|unite|"
    "unites|u|adet|chiec|cai|个|個|件|台|本|枚|szt|sztuk|stuks|buah|pieza|piezas|pcs|nos|no|ud|pce|eaches|"
    "cases|item|items|sku|product|money|currency|optional|of|the|in|a|an|per|for|and|de|del|della|dell|da|"
    "do|dos|das|des|du|d|le|la|les|l|el|los|las|pro|je|im|der|die|das|von|por|para|par|en|em|al|di|na|x|op|"
    "van|pada|untuk|の|的|qte|menge|cantidad|quantidade|quantita|miktar|so luong|数量|量|数|aantal|ilosc|"
    "jumlah|total|totale|gesamt|toplam|tong|actual|historical|current year|stock keeping units|number|"
    "units|hang|moi|historic|hist|last|past|previous|prev|letzte|letzten|derniers|ultimos|ultimas|trailing|"
    "rolling|next|coming|geplant|geplanter|planned"
)
