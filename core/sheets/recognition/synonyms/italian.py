"""Headers in Italian."""

FIELDS = {
    "sku": (
        "codice|codice articolo|cod articolo|codice prodotto|cod art|codice materiale|numero articolo|"
        "codice parte|cod prodotto|riferimento|codice interno|numero parte|id prodotto|id articolo|"
        "n articolo"
    ),
    "location": "magazzino|deposito|ubicazione|sede|filiale|punto vendita|stabilimento",
    "description": (
        "descrizione|denominazione|descrizione articolo|nome prodotto|nome articolo|descrizione prodotto|"
        "descrizione materiale|nome"
    ),
    "supplier": "fornitore|nome fornitore|ragione sociale fornitore|fornitore principale",
    "currency": "valuta|divisa",
    "unit": "unità|unità di misura|um|u m|udm|unità base",
    "purchase_unit": "unità di acquisto|unità acquisto|um acquisto|unità d ordine",
    "order_cost": (
        "costo ordine|costo di ordinazione|costo per ordine|costo di emissione ordine|costo dell ordine|"
        "costo di emissione|costo di setup|costo di lancio|costo ordinazione|"
        "costo di emissione dell ordine|costo di attrezzaggio|costo emissione ordine|costi di ordinazione"
    ),
    "unit_cost": (
        "costo unitario|prezzo unitario|prezzo di acquisto|prezzo acquisto|prezzo d acquisto|"
        "costo di acquisto|costo d acquisto|costo standard|costo medio|costo per unità|prezzo di costo|"
        "costo acquisto|costo medio ponderato|prezzo per unità|prezzo standard"
    ),
    "holding_rate": (
        "tasso di mantenimento|tasso di stoccaggio|tasso di giacenza|tasso di possesso|tasso di interesse|"
        "tasso di mantenimento a scorta|percentuale di mantenimento|tasso annuo di mantenimento"
    ),
    "holding_cost": (
        "costo di mantenimento|costo di stoccaggio|costo di giacenza|costo di magazzino|"
        "costo di immagazzinamento|costo di possesso|costo mantenimento|costo stoccaggio|"
        "costo di mantenimento a scorta|costo di mantenimento unitario|costo unitario di mantenimento|"
        "costo di stoccaggio unitario|costo di mantenimento per unità"
    ),
    "lead_time_days": (
        "tempo di consegna|tempi di consegna|tempo di approvvigionamento|lead time fornitore|"
        "tempo di riordino|tempo consegna|termine di consegna|tempo di rifornimento|giorni di consegna|"
        "tempo approvvigionamento"
    ),
    "lead_time_std_days": (
        "deviazione standard lead time|deviazione standard tempo di consegna|deviazione lead time"
    ),
    "demand_std": (
        "deviazione standard|scarto quadratico medio|deviazione standard domanda|"
        "deviazione standard della domanda|dev std|dev standard|scarto tipo"
    ),
    "service_level": "livello di servizio|livello servizio|livello di servizio obiettivo",
    "fill_rate": "tasso di riempimento|tasso di evasione|tasso di soddisfacimento",
    "on_hand": (
        "giacenza|giacenze|esistenza|scorta|scorte|giacenza attuale|stock|quantità in giacenza|"
        "disponibilità fisica|giacenza magazzino|quantità in magazzino|rimanenza|rimanenze|scorta attuale|"
        "qta in giacenza|giacenza fisica|qtà in giacenza|stock attuale"
    ),
    "on_order": (
        "in ordine|quantità ordinata a fornitore|ordini aperti|in arrivo|in transito|"
        "ordini fornitori aperti|ordinato a fornitore|ordini fornitore|qta in ordine"
    ),
    "backorders": "arretrati|ordini arretrati|inevaso|ordini inevasi",
    "allocated": (
        "impegnato|riservato|allocato|quantità impegnata|quantità riservata|impegni|impegnato clienti"
    ),
    "current_order_qty": "lotto attuale|quantità d ordine attuale|lotto di riordino attuale",
    "current_reorder_point": "punto di riordino|livello di riordino|punto di riordino attuale|punto riordino",
    "min_order_qty": (
        "quantità minima ordine|quantità minima d ordine|lotto minimo|ordine minimo|"
        "quantità minima di ordine|quantità minima|qta minima ordine|lotto minimo di acquisto|"
        "minimo ordinabile|lotto minimo ordine"
    ),
    "order_multiple": (
        "multiplo|multiplo di ordine|confezione|pezzi per confezione|lotto multiplo|pezzi per cartone|"
        "multiplo d ordine|pezzi per scatola|quantità per confezione|unità per confezione|imballo"
    ),
    "max_order_qty": "quantità massima ordine|ordine massimo|lotto massimo",
    "max_stock": "scorta massima|giacenza massima|stock massimo",
    "storage_capacity": "capacità di magazzino|capacità magazzino",
    "shelf_life_days": "scadenza giorni|vita utile|durata di conservazione|shelf life",
    "review_period_days": "periodo di revisione|intervallo di revisione|periodo di riesame",
    "backorder_cost": "costo di stockout|costo di rottura|costo di mancanza",
    "demand@year": "quantità annua|quantità annuale|volume annuo|pezzi all anno|unità annue",
    "demand@month": "quantità mensile|pezzi al mese|unità al mese",
    "demand@week": "quantità settimanale",
    "demand@day": "quantità giornaliera|pezzi al giorno",
}

ITEMS = "articolo|articoli|prodotto|prodotti|materiale|pezzo|componente|ricambio"

DEMAND = (
    "domanda|consumo|consumi|fabbisogno|quantità venduta|qta venduta|vendite quantità|venduto pezzi|"
    "vendite pezzi|pezzi venduti|quantità consumata|previsione domanda|domanda prevista|unità vendute"
)
