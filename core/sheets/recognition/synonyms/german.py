"""Headers in German."""

FIELDS = {
    "sku": (
        "artikelnr|artikelnummer|artikel nr|art nr|artnr|materialnummer|materialnr|material nr|mat nr|"
        "matnr|teilenummer|teilenr|teile nr|produktnummer|produktnr|produkt nr|produktcode|artikelcode|"
        "sachnummer|sachnr|sach nr|artikel id|produkt id|bestellnummer artikel|lagernummer artikel|"
        "identnummer|ident nr|artikel no"
    ),
    "location": "lager|lagerort|werk|standort|filiale|lagerplatz|niederlassung",
    "description": (
        "bezeichnung|beschreibung|artikelbezeichnung|artikelname|materialbezeichnung|materialkurztext|"
        "kurztext|produktname|produktbezeichnung|artikeltext|benennung|artikelbeschreibung"
    ),
    "supplier": "lieferant|lieferantenname|kreditor|hauptlieferant|lieferant name",
    "currency": "währung|waehrung|waers",
    "unit": "einheit|mengeneinheit|basismengeneinheit|me|lagereinheit|basiseinheit|basis me",
    "purchase_unit": "bestelleinheit|bestellmengeneinheit|einkaufseinheit|bestell me",
    "price_per": "preiseinheit|peinh|preis pro menge",
    "order_cost": (
        "bestellkosten|bestellkostensatz|bestellfixe kosten|fixe bestellkosten|kosten pro bestellung|"
        "kosten je bestellung|rüstkosten|bestellabwicklungskosten|auflagefixe kosten|losfixe kosten|"
        "bestellkosten pro bestellung|bestellkosten je bestellung"
    ),
    "unit_cost": (
        "einkaufspreis|ek preis|ek|einstandspreis|stückpreis|stückkosten|einzelpreis|standardpreis|"
        "preis pro stück|preis je stück|einkaufspreis netto|bezugspreis|netto einkaufspreis|"
        "gleitender durchschnittspreis|preis stück|kosten pro stück|kosten je stück|herstellkosten|"
        "beschaffungspreis|ek netto|nettoeinkaufspreis|preis pro einheit|preis je einheit|"
        "verrechnungspreis|gld preis"
    ),
    "holding_rate": (
        "lagerkostensatz|lagerhaltungskostensatz|lagerzinssatz|lagerhaltungssatz|zinssatz|"
        "lagerhaltungskosten prozent|lagerkosten prozent|lagerkosten in prozent|kapitalbindungssatz|"
        "kalkulationszinssatz"
    ),
    "holding_cost": (
        "lagerkosten|lagerhaltungskosten|lagerkosten pro stück|lagerkosten je stück|"
        "lagerhaltungskosten pro stück|lagerhaltungskosten je stück|lagerkosten pro stück und jahr|"
        "lagerkosten je stück und jahr|lagerhaltungskosten je stück und jahr|"
        "lagerhaltungskosten pro stück und jahr"
    ),
    "lead_time_days": (
        "lieferzeit|wiederbeschaffungszeit|wbz|beschaffungszeit|lieferfrist|planlieferzeit|lieferdauer|"
        "durchlaufzeit|lieferantenlieferzeit"
    ),
    "lead_time_std_days": (
        "standardabweichung lieferzeit|lieferzeit standardabweichung|lieferzeitstreuung|"
        "streuung lieferzeit|standardabweichung der lieferzeit"
    ),
    "demand_std": (
        "standardabweichung|streuung|bedarfsstreuung|verbrauchsstreuung|standardabweichung bedarf|"
        "standardabweichung des bedarfs|standardabweichung verbrauch|std abw"
    ),
    "service_level": "servicegrad|servicelevel|alpha servicegrad|zyklusservicegrad",
    "fill_rate": "lieferbereitschaftsgrad|beta servicegrad|lieferbereitschaft|mengenservicegrad",
    "on_hand": (
        "bestand|lagerbestand|aktueller bestand|istbestand|bestand ist|lagermenge|ist bestand|"
        "frei verwendbar|freier bestand|bestandsmenge|vorrat|physischer bestand|bestand aktuell|"
        "aktueller lagerbestand|frei verwendbarer bestand|bestand stück"
    ),
    "on_order": (
        "bestellt|offene bestellungen|offene bestellmenge|bestellbestand|unterwegs|in bestellung|"
        "offene bestellung|zulauf|bestellte menge|bestellmenge offen|im zulauf|in transit"
    ),
    "backorders": "rückstand|rückstände|rückstandsmenge|lieferrückstand|fehlmenge",
    "allocated": (
        "reserviert|reservierte menge|reserviert menge|kundenaufträge|zugeteilt|vorgemerkt|reservierungen|"
        "offene kundenaufträge"
    ),
    "current_order_qty": "aktuelle bestellmenge|bisherige bestellmenge|aktuelle losgröße|bisherige losgröße",
    "current_reorder_point": "meldebestand|bestellpunkt|bestellbestand meldebestand|aktueller meldebestand",
    "min_order_qty": (
        "mindestbestellmenge|mbm|mindestmenge|mindestabnahme|mindestabnahmemenge|mindestlosgröße|"
        "min bestellmenge|mindest bestellmenge|minimale bestellmenge"
    ),
    "order_multiple": (
        "verpackungseinheit|ve|vpe|packungsgröße|rundungswert|gebindegröße|gebinde|verpackungsmenge|"
        "bestellraster|packgröße|losgrößenraster|stück pro karton|karton inhalt|packungsinhalt"
    ),
    "max_order_qty": "höchstbestellmenge|maximale bestellmenge|max bestellmenge|maximale losgröße",
    "max_stock": "höchstbestand|maximalbestand|max bestand|maximaler bestand|max lagerbestand",
    "storage_capacity": "lagerkapazität",
    "shelf_life_days": "haltbarkeit|mindesthaltbarkeit|mhd tage|resthaltbarkeit",
    "review_period_days": "überprüfungsintervall|bestellrhythmus|dispositionsrhythmus|bestellzyklus",
    "backorder_cost": "fehlmengenkosten",
    "demand@year": (
        "jahresmenge|stück pro jahr|stück je jahr|menge pro jahr|jahresstückzahl|jahresbedarfsmenge"
    ),
    "demand@month": "stück pro monat|menge pro monat|stück je monat|monatsmenge",
    "demand@week": "stück pro woche|menge pro woche",
    "demand@day": "stück pro tag|menge pro tag|tagesmenge",
}

ITEMS = "artikel|material|produkt|teil|teile|produkte|ware"

DEMAND = (
    "bedarf|verbrauch|absatz|absatzmenge|verbrauchsmenge|bedarfsmenge|nachfrage|verkaufsmenge|"
    "verkaufte menge|abgang menge"
)
