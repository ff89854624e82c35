"""Headers that are never offered as demand or as a SKU, whatever their cells are like."""

from core.sheets.recognition.doubtful_headers import doubtful, is_free_stock, sku_rank
from core.sheets.recognition.foreign_units import partly_named
from core.sheets.recognition.header_words import tokens
from core.sheets.recognition.qualifiers import currency_of
from core.sheets.recognition.vocabulary import DATES, keys

# Money, stock, results, shares, times and numbers of things that are no items.
_NO_DEMAND = (
    "price|prices|cost|costs|value|amount|revenue|turnover|profit|margin|total|sum|cumulative|cum|balance|budget|tax|vat|"
    "discount|fee|stock|inventory|onhand|hand|available|availability|safety|ss|eoq|rop|reorder|min|max|minimum|maximum|"
    "id|code|no|nr|number|phone|zip|customer|client|supplier|vendor|date|year|month|week|day|time|age|status|class|rank|"
    "category|percent|pct|rate|ratio|share|index|cv|std|dev|deviation|average|mean|median|normalized|normalised|score|"
    "lead|delivery|coverage|cover|weight|width|height|length|volume|size|lot|batch|views|clicks|transactions|visitors|"
    "conversion|lost|delta|growth|error|forecasterror|defect|defects|points|lat|lon|latitude|longitude|row|seq|"
    "preis|kosten|wert|umsatz|betrag|bestand|lager|kunde|verfügbarkeit|verfügbar|summe|gesamt|datum|jahr|anteil|gewicht|"
    "prix|coût|montant|valeur|chiffre|client|stocks|taux|poids|"
    "precio|costo|coste|valor|importe|monto|venta|ventas|existencia|existencias|inventario|cliente|fecha|disponible|almacén|"
    "preço|custo|estoque|saldo|faturamento|visitantes|compradores|taxa|pedidos|"
    "prezzo|giacenza|fatturato|importo|scorta|quota|"
    "fiyat|maliyet|tutar|ciro|müşteri|oran|"
    "giá|tiền|tồn|kho|"
    "価格|金額|在庫|顧客|単価|在庫数|"
    "价格|金额|库存|客户|单价|成本|数量单位|占比|"
    "prijs|omzet|waarde|voorraad|klant|cena|koszt|wartość|zapas|klient|harga|biaya|nilai|stok|pelanggan|presupuestado"
)
_NO_ITEM = (
    "customer|client|cliente|kunde|klant|müşteri|invoice|transaction|transactionnum|order|orders|url|link|status|condition|"
    "comment|comments|note|notes|remark|remarks|date|time|supplier|vendor|fornecedor|proveedor|lieferant|fournisseur|"
    "category|class|group|family|brand|manufacturer|country|currency|unit|uom|price|cost|amount|phone|email|carrier|"
    "location|warehouse|month|week|year|day|payment|method|created|updated|demographics|routes|transportation|"
    "inspection|channel|kategorie|gruppe|status|categoria|categorie|kategori|marca|"
    "department family|entity|expense"
)
_DEMAND_TRAPS, _ITEM_TRAPS = keys(_NO_DEMAND), keys(_NO_ITEM)


def is_no_demand(header: str) -> bool:
    """Whether a header says money, stock, a result, a share or a number of something else.

    >>> is_no_demand("Total value"), is_no_demand("Units sold online"), is_no_demand("Stock 901")
    (True, False, True)
    """
    if is_free_stock(header) or sku_rank(header):
        return True
    if currency_of(header)[1]:
        return True
    fields = doubtful(header)
    if fields and "demand" not in fields:
        return True
    if "demand" in fields:
        return False
    named = partly_named(header)
    if named is not None and "%" not in header:
        return named[0] != "demand"
    words = tokens(header)
    return any(word in _DEMAND_TRAPS for word in words) or "%" in header


def is_no_item(header: str) -> bool:
    """Whether a header names something else than items."""
    if sku_rank(header):
        return False
    words = tokens(header)
    return any(word in _ITEM_TRAPS for word in words) or "".join(words) in DATES
