"""Headers in English, plainly one field. Words joined differently ("OnHand", "on-hand") are the same."""

FIELDS = {
    "sku": (
        "sku|skus|sku no|variant sku|internal reference|default code|sku number|sku code|sku id|item no|"
        "item nos|item nr|item num|item number|"
        "item code|item id|item sku|part no|part nr|part num|part number|part code|part id|p n|pn|mpn|"
        "product code|product id|product no|product number|product sku|prod code|prod id|article no|"
        "article nr|article number|article code|article id|material no|material number|material code|"
        "material id|stock code|stock no|stock number|stock keeping unit|catalogue no|catalog no|"
        "catalog number|inventory id|inventory sku|component no|component code|asin|item reference|"
        "part reference|product ref|product reference|item ref|part ref|spare part no"
    ),
    "location": (
        "location|warehouse|site|plant|store|depot|branch|facility|warehouse code|location code|store id|"
        "branch id|location id|warehouse id|site id|plant code|warehouse name|location name|store code|"
        "stocking location|dc"
    ),
    "description": (
        "description|desc|item description|item desc|product description|part description|"
        "material description|article description|product name|item name|part name|name|product title|"
        "article name|material name|short text|sku description|sku name|stock description"
    ),
    "supplier": (
        "supplier|supplier name|vendor|vendor name|supplier code|vendor code|supplier no|supplier id|"
        "vendor id|vendor no|main supplier|preferred supplier|preferred vendor|primary supplier|"
        "primary vendor"
    ),
    "currency": "currency|currency code|curr|ccy",
    "unit": (
        "unit|unit of measure|uom|base unit|base uom|stock unit|stock uom|stocking unit|"
        "base unit of measure|u m"
    ),
    "purchase_unit": (
        "purchase unit|purchase uom|order unit|purchasing unit|purchase unit of measure|order uom"
    ),
    "units_per_purchase_unit": "units per purchase unit|units per order unit",
    "price_per": "price per|price unit|price base|price basis quantity",
    "order_cost": (
        "order cost|ordering cost|order costs|ordering costs|cost per order|setup cost|set up cost|"
        "fixed order cost|fixed ordering cost|po cost|cost per po|cost of ordering|"
        "cost of placing an order|cost to order|cost of an order|ordering cost per order|"
        "order cost per order|order placement cost|purchase order cost|order processing cost|setup costs|"
        "cost per setup|changeover cost|reorder cost|replenishment cost|cost per purchase order|"
        "administrative cost per order|cost order"
    ),
    "unit_cost": (
        "unit cost|unit price|purchase price|cost per unit|price per unit|standard cost|item cost|"
        "standard price|purchase cost|purchasing cost|purchasing price|buying price|buy price|cost price|"
        "unit value|purchase cost per unit|purchase price per unit|std cost|std price|product cost|"
        "material cost|unit purchase price|unit purchase cost|cost each|price each|landed cost|"
        "landed unit cost|average cost|avg cost|average unit cost|moving average price|moving avg price|"
        "unit cost price|last purchase price|last cost|last purchase cost|net purchase price|"
        "supplier price|vendor price|unitcost|cost unit|price unit cost|weighted average cost|wac|"
        "moving price|last direct cost|default purchase price|last purchase rate|unit buying price|"
        "procurement cost per unit|part cost|part price|item price|purchase price net|"
        "purchase price excl vat|purchase price ex vat|unit cost excl vat|unit cost ex vat|net unit cost|"
        "unit cost net|unit cost excl tax|cost price excl vat|cost price ex vat|purchase price excl tax"
    ),
    "holding_rate": (
        "holding rate|holding cost rate|carrying rate|carrying cost rate|holding percent|"
        "holding cost percent|carrying cost percent|holding cost percentage|carrying cost percentage|"
        "holding percentage|carrying percentage|inventory carrying rate|inventory holding rate|"
        "carrying charge rate|interest rate|holding cost pct|carrying cost pct|holding pct|carrying pct|"
        "annual holding rate|annual carrying rate|carrying charge percent|inventory carrying cost percent|"
        "inventory holding cost percent|cost of capital|storage rate|inventory carrying cost rate|"
        "annual carrying cost rate|annual holding cost rate|annual holding cost percent|"
        "annual carrying cost percent|inventory carrying charge rate"
    ),
    "holding_cost": (
        "holding cost|carrying cost|holding cost per unit|carrying cost per unit|annual holding cost|"
        "annual holding cost per unit|holding cost per unit per year|holding cost per unit and year|"
        "holding costs|carrying costs|unit holding cost|unit carrying cost|annual carrying cost per unit|"
        "storage cost|carrying cost per unit per year|annual unit holding cost|storage cost per unit|"
        "inventory holding cost|inventory carrying cost|holding cost per unit annually|"
        "holding cost unit year|carrying cost per unit and year|storage cost per unit per year|"
        "holding cost per year|carrying cost per year|holding cost per item"
    ),
    "lead_time_days": (
        "lead time|lead times|delivery time|lt|supplier lead time|vendor lead time|vlt|plt|"
        "replenishment time|replenishment lead time|purchase lead time|procurement lead time|"
        "planned delivery time|purchasing lead time|order lead time|delivery lead time|"
        "ordering lead time|vendor delivery time|planned lead time|resupply time|time to deliver|"
        "supply lead time|total lead time|total lt|overall lead time|total replenishment lead time|"
        "planned deliv time|pl deliv time|pdt"
    ),
    "lead_time_std_days": (
        "lead time std|lead time std dev|lead time stdev|lead time standard deviation|lead time deviation|"
        "lead time variability|lead time sigma|lead time sd"
    ),
    "demand_std": (
        "std dev|stdev|stddev|standard deviation|sigma|std|sd|demand std dev|demand variability|"
        "demand sigma|std deviation"
    ),
    "service_level": (
        "service level|cycle service level|csl|target service level|service level target|"
        "desired service level|service lvl|target csl|required service level|cycle service"
    ),
    "fill_rate": "fill rate|target fill rate|fillrate|unit fill rate|desired fill rate|required fill rate",
    "on_hand": (
        "on hand|stock on hand|quantity on hand|qty on hand|soh|qoh|oh|ohb|on hand stock|on hand qty|"
        "oh qty|on hand quantity|current stock|stock|stock qty|stock quantity|stock level|stock levels|"
        "inventory|inventory on hand|current inventory|inventory level|inventory qty|inventory quantity|"
        "inventory units|on hand inventory|physical stock|stock in hand|units on hand|onhand balance|"
        "on hand balance|stock balance|unrestricted|unrestricted stock|unrestricted use stock|"
        "unrestricted use|closing stock|init stock|initial stock|initial inventory|opening stock|"
        "units in stock|qty in stock|quantity in stock|in stock qty|stock units|current stock level|"
        "inventory balance|actual stock|present stock|stock now"
    ),
    "on_order": (
        "on order|qty on purch order|qty on purchase order|quantity on purchase order|qty on order|"
        "quantity on order|on order qty|on order quantity|open po|open pos|"
        "open po qty|open po quantity|open purchase orders|open purchase order qty|in transit|"
        "in transit qty|intransit qty|stock in transit|stock on order|units on order|open orders qty|"
        "incoming|incoming stock|inbound|inbound qty|goods in transit|scheduled receipts|expected receipts|"
        "purchase orders open|pending po|outstanding po|units in transit|on purchase order"
    ),
    "backorders": (
        "backorders|backorder|back orders|back order|backordered|backorder qty|backorder quantity|backlog|"
        "backordered qty|back order qty|qty backordered|units backordered|quantity backordered"
    ),
    "allocated": (
        "allocated|qty on sales order|quantity on sales order|reserved|allocated qty|allocated quantity|"
        "reserved qty|reserved quantity|committed|"
        "committed qty|committed quantity|allocated stock|reserved stock|committed stock|reservations|"
        "qty allocated|qty reserved|qty committed|quantity allocated|quantity reserved|quantity committed|"
        "open sales orders|customer orders|open customer orders|open so qty|sales orders open|"
        "open sales order qty"
    ),
    "current_order_qty": (
        "current order qty|current order quantity|current lot|current lot size|roq|present order quantity|"
        "current roq|current batch size|current order size|usual order qty|usual order quantity|"
        "actual order quantity|reorder quantity|reorder qty|re order qty|re order quantity"
    ),
    "current_reorder_point": (
        "current reorder point|reordering min quantity|current reorder level|current rop|reorder point|"
        "reorder level|"
        "reorder point qty|reorder level qty|re order level|re order point|rop|rol|existing reorder point|"
        "present reorder point|order point|reorder pt|reorder threshold|reorder at"
    ),
    "min_order_qty": (
        "min order qty|min order quantity|minimum order quantity|minimum order qty|moq|minimum order|"
        "min order|minimum purchase quantity|minimum purchase qty|minimum lot size|min lot size|"
        "min purchase qty|minimal order quantity|size minimum|minimum order size|min order size|min lot|"
        "min ord qty|supplier moq|vendor moq|smallest order"
    ),
    "order_multiple": (
        "order multiple|pack size|case pack|pack|pack qty|pack quantity|rounding value|multiple|"
        "order multiples|case qty|case quantity|case size|units per case|units per pack|pcs per carton|"
        "carton size|carton qty|units per carton|packsize|inner pack|multiple of|purchase multiple|"
        "order increment|ordering multiple|lot multiple|size multiple|standard pack|std pack|qty per box|"
        "box qty|packaging quantity|units per box|pieces per box|pieces per carton|rounding qty|"
        "rounding quantity|qty per pack"
    ),
    "max_order_qty": (
        "max order qty|max order quantity|maximum order quantity|maximum order qty|maximum order|"
        "max lot size|maximum lot size|size maximum|max order size"
    ),
    "max_stock": (
        "max stock|reordering max quantity|maximum stock|maximum stock level|max stock level|"
        "max inventory|maximum inventory|"
        "max level|order up to level|max on hand|maximum inventory level"
    ),
    "storage_capacity": "storage capacity|shelf capacity|bin capacity|max capacity|storage space units",
    "shelf_life_days": "shelf life",
    "max_cover_days": "max cover|maximum cover|max days cover|maximum days of cover",
    "review_period_days": "review period|review interval|order cycle days|review cycle|ordering interval",
    "backorder_cost": (
        "backorder cost|cost of a backorder|shortage cost|stockout cost per unit per year|backordering cost"
    ),
    "lost_sale_cost": "lost sale cost|cost of a lost sale|lost sales cost|unit margin lost",
    "unit_volume": "unit volume|volume per unit|cubic volume|item volume",
    "demand@year": (
        "au|annual use|annual qty|annual quantity|qty per year|quantity per year|units per year|"
        "annual units|yearly quantity|yearly qty|eau|estimated annual usage|ltm sales qty|units year|"
        "pieces per year|annual volume|annual requirements|annual requirement|annual units sold|"
        "yearly volume|volume per year"
    ),
    "demand@month": (
        "amu|amd|amc|average monthly consumption|units per month|qty per month|quantity per month|"
        "monthly qty|monthly quantity|pieces per month|monthly units|monthly volume"
    ),
    "demand@week": "units per week|qty per week|quantity per week|weekly qty|weekly quantity|weekly units",
    "demand@day": (
        "adu|average daily usage|units per day|qty per day|quantity per day|daily qty|run rate|"
        "daily run rate|daily quantity|daily units"
    ),
}
# What names an item, or tells what it is where another column numbers it.
ITEMS = (
    "item|items|part|parts|product|products|article|articles|material|materials|component|components|goods|"
    "spare part"
)
# What names demand, alone or with a period, an average or a unit around it.
DEMAND = (
    "demand|usage|consumption|sales qty|sales quantity|sales units|units sold|qty sold|quantity sold|"
    "unit sales|sold units|sold qty|number of products sold|number of units sold|products sold|items sold|"
    "amount of use|quantity used|units used|qty used|requirement|requirements|issues qty|quantity issued|"
    "qty issued|offtake|forecast qty|forecast quantity|forecast units|forecasted demand|forecast demand|"
    "demand forecast|sales volume|usage qty|usage quantity|demand qty|demand quantity|pieces sold|"
    "amount sold units"
)
