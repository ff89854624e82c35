"""Headers in Dutch."""

FIELDS = {
    "sku": (
        "artikelnummer|artikelnr|artikel nr|artikelcode|artikel code|productcode|product nr|productnummer|"
        "onderdeelnummer|materiaalnummer|onderdeelnr|art nr"
    ),
    "location": "locatie|magazijn|vestiging|filiaal|winkel",
    "description": (
        "omschrijving|artikelomschrijving|artikelnaam|productnaam|naam|productomschrijving|beschrijving"
    ),
    "supplier": "leverancier|leveranciersnaam|naam leverancier|hoofdleverancier",
    "currency": "valuta|munteenheid",
    "unit": "eenheid|basiseenheid|voorraadeenheid|meeteenheid",
    "purchase_unit": "inkoopeenheid|besteleenheid eenheid",
    "order_cost": (
        "bestelkosten|kosten per bestelling|bestelkosten per order|kosten per order|orderkosten|"
        "instelkosten|vaste bestelkosten|omstelkosten"
    ),
    "unit_cost": (
        "inkoopprijs|kostprijs|stukprijs|prijs per stuk|eenheidsprijs|kosten per stuk|kostprijs per stuk|"
        "inkoopprijs per stuk|standaardprijs|netto inkoopprijs|verrekenprijs"
    ),
    "holding_rate": (
        "voorraadkostenpercentage|voorraadkostenvoet|rentepercentage|voorraadkosten percentage|"
        "opslagpercentage|rentevoet"
    ),
    "holding_cost": (
        "voorraadkosten|opslagkosten|voorraadkosten per stuk|opslagkosten per stuk|"
        "voorraadkosten per stuk per jaar|voorraadhoudkosten|houdkosten|opslagkosten per stuk per jaar"
    ),
    "lead_time_days": "levertijd|doorlooptijd|leveringstijd|besteltijd|leveringstermijn",
    "lead_time_std_days": "standaardafwijking levertijd|levertijd standaardafwijking|spreiding levertijd",
    "demand_std": (
        "standaardafwijking|standaarddeviatie|spreiding|standaardafwijking vraag|standaarddeviatie vraag"
    ),
    "service_level": "servicegraad|serviceniveau|servicelevel",
    "fill_rate": "leverbetrouwbaarheid|fillrate|vulgraad",
    "on_hand": (
        "voorraad|huidige voorraad|voorraad aantal|aantal op voorraad|op voorraad|magazijnvoorraad|"
        "technische voorraad|actuele voorraad|fysieke voorraad|voorraadniveau"
    ),
    "on_order": (
        "in bestelling|besteld|openstaande bestellingen|onderweg|in transit|openstaande inkooporders|"
        "aantal in bestelling"
    ),
    "backorders": "naleveringen|nalevering|backorders|achterstand",
    "allocated": "gereserveerd|toegewezen|gereserveerd aantal|klantorders|gealloceerd",
    "current_order_qty": "huidige bestelhoeveelheid|huidige bestelgrootte|huidige seriegrootte",
    "current_reorder_point": "bestelpunt|bestelniveau|huidig bestelpunt|meldvoorraad|signaalvoorraad",
    "min_order_qty": (
        "minimale bestelhoeveelheid|minimum bestelhoeveelheid|minimale afname|min bestelhoeveelheid|"
        "minimale bestelgrootte|minimum afname|min afname|minimale ordergrootte"
    ),
    "order_multiple": (
        "verpakkingseenheid|verpakkingsgrootte|besteleenheid|doosinhoud|stuks per doos|besteleenheden|"
        "aantal per doos|inhoud per doos|bestelveelvoud|afrondingswaarde"
    ),
    "max_order_qty": "maximale bestelhoeveelheid|maximum bestelhoeveelheid",
    "max_stock": "maximale voorraad|maximum voorraad|max voorraad",
    "storage_capacity": "opslagcapaciteit",
    "shelf_life_days": "houdbaarheid",
    "review_period_days": "bestelinterval|herzieningsperiode|bestelcyclus",
    "backorder_cost": "tekortkosten|kosten van neverkoop",
    "demand@year": "aantal per jaar|stuks per jaar|jaarhoeveelheid",
    "demand@month": "aantal per maand|stuks per maand",
    "demand@week": "aantal per week|stuks per week",
    "demand@day": "aantal per dag|stuks per dag",
}

ITEMS = "artikel|artikelen|product|producten|onderdeel|materiaal"

DEMAND = "vraag|verbruik|afzet|behoefte|afname|verkochte aantallen|verkocht aantal|aantal verkocht|gebruik"
