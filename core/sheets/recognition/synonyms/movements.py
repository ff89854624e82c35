"""What a line of stock movements is called: something went, or something came."""

WENT = (
    "issue|issues|issued|outbound|sale|sales|sold|withdrawal|consumption|dispatch|shipment|goods issue|gi|"
    "ausgang|warenausgang|abgang|entnahme|verkauf|verbrauch|sortie|vente|consommation|salida|venta|consumo|"
    "saida|saída|venda|vendita|uscita|scarico|çıkış|satış|uitgifte|verkoop|wydanie|sprzedaż|xuất|出庫|出库|销售"
)
CAME = (
    "receipt|receipts|received|inbound|purchase|purchases|replenishment|goods receipt|gr|return|returns|"
    "refund|eingang|wareneingang|zugang|einkauf|retoure|entree|entrée|achat|réception|retour|entrada|compra|devolución|"
    "devolução|recepción|acquisto|entrata|carico|reso|giriş|alış|iade|ontvangst|inkoop|przyjęcie|zakup|nhập|"
    "入庫|入库|采购"
)
# SAP's movement types: goods receipts with or without an order, opening stock; issues and deliveries.
CODES_HEADERS = "mvt|bwart|movement type|mvmt type|movement|bewegungsart|code mouvement|clase de movimiento"
CODES_CAME = frozenset(["101", "103", "105", "131", "501", "561"])
CODES_WENT = frozenset(["201", "221", "231", "251", "261", "281", "291", "601", "633"])
