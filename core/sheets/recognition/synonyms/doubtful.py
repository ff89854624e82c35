"""Headers that say too little or too much: what they may mean, in every language together."""

# The fields a word may mean, the likeliest first -> the words.
SEVERAL = {
    "demand on_hand quantity": (
        "qty|quantity|quantities|qnty|menge|anzahl|stückzahl|quantité|quantités|qté|qte|cantidad|cant|"
        "quantidade|qtd|qtde|quantità|qta|qtà|miktar|adet|số lượng|sl|数量|個数|aantal|ilość|jumlah|"
        "kuantitas|units|pieces|pcs|unidades|unités|pezzi|stück|szt|stuks|数|count"
    ),
    "unit_cost order_cost holding_cost": (
        "cost|costs|kosten|coût|coûts|costo|costos|coste|custo|custos|costi|maliyet|chi phí|費用|コスト|"
        "成本|koszt|koszty|biaya|total cost"
    ),
    "unit_cost": (
        "price|prices|preis|prix|precio|preço|prezzo|fiyat|giá|価格|価額|价格|prijs|cena|harga|"
        "manufacturing cost|manufacturing costs|production cost|production costs|value|last price|"
        "current price|net price|price list|cost usd|bkp|rate|new price|our price|price net|"
        "price excl vat|price excluding vat|price ex vat|price excl tax|price without vat|price ht|prix ht|"
        "nettopreis|preis netto|preis exkl mwst|precio sin iva|precio neto|preço sem iva|prezzo netto|"
        "prijs excl btw|cena netto"
    ),
    "min_order_qty current_reorder_point": (
        "min|minimum|mindest|mínimo|minimo|min qty|min quantity|minimum qty|minimum quantity|min stock|"
        "minimum stock|min level|minimum level|mindestbestand|stock minimum|stock mínimo|stock min|"
        "scorta minima|minimum stok|min stok|最小|最小库存|最小在庫|minimale voorraad|zapas minimalny|"
        "stan minimalny|stok minimum|estoque mínimo|inventario mínimo|min lvl|库存下限|minimum inventory|"
        "existencia mínima|最低库存"
    ),
    "max_stock max_order_qty": "max|maximum|máximo|massimo|maksimum|max qty|maximum qty|max quantity|最大",
    "current_order_qty min_order_qty": (
        "order qty|order quantity|order quantities|order size|bestellmenge|quantité de commande|"
        "quantité commandée|qté commande|cantidad de pedido|cantidad a pedir|quantidade de pedido|"
        "quantità d ordine|quantità ordine|sipariş miktarı|số lượng đặt hàng|số lượng đặt|発注量|発注数|"
        "発注数量|订货量|订购量|采购数量|bestelhoeveelheid|wielkość zamówienia|jumlah pesanan|"
        "lote de compra|lote|lotto|partia|batch size|batch|batch qty|q|ordering quantity|purchase qty|"
        "purchase quantity|purchasing quantity"
    ),
    "order_multiple current_order_qty min_order_qty": (
        "lot size|lot|lotsize|losgröße|los|taille de lot|tamaño de lote|tamanho do lote|dimensione lotto|"
        "parti büyüklüğü|ロットサイズ|批量|seriegrootte|wielkość partii|ukuran lot|ロット"
    ),
    "on_order allocated": (
        "ordered|qty ordered|quantity ordered|ordered qty|orders|order|commandé|commandes|pedido|pedidos|"
        "cantidad en pedido|cantidad pedida|quantidade pedida|ordinato|ordini|bestellungen|"
        "bestellmenge offen|注文数|订单数|订单数量|zamówienia|zamówione|pesanan|open orders|"
        "outstanding orders|pending orders|auftragsbestand|encomendas|siparişler|sipariş|订单|"
        "ordered quantity|pending|open order qty|open order quantity"
    ),
    "lead_time_days": (
        "manufacturing lead time|shipping time|shipping times|transit time|transport time|max lead time|"
        "maximum lead time|min lead time|minimum lead time|laufzeit|tempo|dwell time|lead|"
        "production lead time|production lt|production time|manufacturing lt|transport lead time|"
        "transport lt|shipping lead time|transit lt|lead time max|lead time maximum|lead time min|"
        "lead time minimum|lt max|lt min|max lt|min lt|maximum lt|minimum lt"
    ),
    "demand": (
        "sales|sale|forecast|forecasts|sold|umsatz|verkauf|verkäufe|ventes|vente|ventas|venta|vendas|venda|"
        "vendite|vendita|satış|satışlar|doanh số|bán|売上|売上数|销售|销售额|verkoop|verkopen|sprzedaż|"
        "penjualan|prognose|vorhersage|prévision|prévisions|previsión|pronóstico|previsão|previsione|"
        "tahmin|dự báo|予測|预测|prognoza|peramalan|prakiraan|volume|volumes|movement|movements|issues|"
        "issued|outbound|shipped|shipments|units shipped|abgang|abgänge|sorties|salida|saída|uscite|çıkış|"
        "出庫|出库|出荷|uitgifte|wydania|pengeluaran|turnover|number sold|no sold|used|uso|gebruik aantal|"
        "sales forecast|forecasted sales|projected demand sales|net sales|unit forecast|daily sales|"
        "monthly sales|weekly sales|annual sales|yearly sales|avg sales|average sales|average daily sales|"
        "average monthly sales|avg daily sales|avg monthly sales|average weekly sales"
    ),
    "holding_cost holding_rate": (
        "holding|carrying|inventory cost|inventory costs|stock cost|carry cost|holding charge|"
        "carrying charge|h rate|charge|interest|zins|zinsen"
    ),
    "order_cost": (
        "setup|ordering|fixed cost|fixed costs|order charge|delivery cost|shipping cost per order|fixkosten"
    ),
    "service_level fill_rate": (
        "service|service rate|service target|availability target|target service|verfügbarkeit ziel"
    ),
}
# Names of an item that number other things too: taken where nothing numbers it better.
VAGUE_SKU = (
    "code|id|no|nr|number|ref|reference|référence|réf|referencia|referência|código|cod|codice|kod|kode|"
    "clave|symbol|编码|代码|コード|indeks|mã số|mã|nummer|riferimento|numero|número|numéro|identifier|"
    "stock id|key|bezug|upc|ean|gtin|barcode|ean13|ean code|jan code|条码|バーコード|código de barras|"
    "codice a barre|code barre|barkod|kode batang|kod kreskowy|strichcode|id no|lv1 code|qr id|url|handle"
)
# The same words where the price is what customers pay.
SELLING_PRICE = (
    "sales price|selling price|retail price|list price|msrp|rrp|sale price|sell price|customer price|"
    "verkaufspreis|vk|vk preis|prix de vente|pv|pvp|precio de venta|precio venta|preço de venda|"
    "preço venda|prezzo di vendita|prezzo vendita|satış fiyatı|giá bán|販売価格|売価|販売単価|售价|销售价|"
    "销售价格|零售价|verkoopprijs|cena sprzedaży|harga jual|unit selling price|retail|unit retail|"
    "unit retail price|recommended retail price|listenpreis|price to customer|unit sales price|venta 1|"
    "sales value|average selling price|asp"
)
# Stock that customers' orders have been taken off already.
AVAILABLE = (
    "available|inventory available|inventory available qty|available qty|available quantity|"
    "available stock|free stock|qty available|quantity available|net available|stock available|"
    "available to promise|atp|verfügbar|verfügbarer bestand|verfügbare menge|frei verfügbar|disponible|"
    "stock disponible|quantité disponible|cantidad disponible|existencia disponible|disponível|"
    "estoque disponível|quantidade disponível|disponibile|disponibilità|quantità disponibile|"
    "giacenza disponibile|kullanılabilir|kullanılabilir stok|kullanılabilir miktar|khả dụng|tồn khả dụng|"
    "có sẵn|利用可能|利用可能在庫|有効在庫|可用数量|可用库存|可用量|可用|beschikbaar|beschikbare voorraad|"
    "dostępne|dostępny|stan dostępny|ilość dostępna|tersedia|stok tersedia|available inventory|"
    "available balance|net stock|available to sell|inventario disponible|free qty"
)
# When an order line was.
LINE_DATE = (
    "date|order date|invoice date|transaction date|posting date|sale date|sales date|document date|due|"
    "due date|issue date|ship date|shipping date|delivery date|movement date|booking date|trans date|"
    "txn date|date time|datetime|timestamp|datum|buchungsdatum|bestelldatum|rechnungsdatum|belegdatum|"
    "auftragsdatum|lieferdatum|verkaufsdatum|date commande|date de commande|date de vente|date facture|"
    "date vente|fecha|fecha de venta|fecha de pedido|fecha factura|fecha pedido|fecha venta|data|"
    "data da venda|data do pedido|data vendita|data ordine|data fattura|data venda|data pedido|"
    "data emissão|tarih|satış tarihi|sipariş tarihi|fatura tarihi|işlem tarihi|ngày|ngày bán|ngày đặt hàng|"
    "ngày giao dịch|日付|出荷日|売上日|受注日|販売日|注文日|日期|订单日期|销售日期|出库日期|交易日期|"
    "orderdatum|factuurdatum|verkoopdatum|data sprzedaży|data zamówienia|data wystawienia|tanggal|"
    "tanggal penjualan|tgl|tanggal transaksi|date of sale|date sold|sold on|order day|day|requested date|"
    "req date|created date|date of order|purchase date|period|month|week|monat|mois|mes|mês|mese|ay|tháng|"
    "月|maand|miesiąc|bulan|woche|semaine|semana|year month|yearmonth|periode|période"
)
