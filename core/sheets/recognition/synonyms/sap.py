"""Field names of SAP tables (MARA, MARC, MARD, MBEW, EINE, EORD), as exports carry them."""

FIELDS = {
    "sku": "matnr",
    "location": "werks|lgort",
    "description": "maktx|maktg|txz01",
    "supplier": "lifnr|name1",
    "currency": "waers",
    "unit": "meins|lagme",
    "purchase_unit": "bstme|bprme",
    "price_per": "peinh",
    "unit_cost": "stprs|verpr|netpr",
    "lead_time_days": "plifz|aplfz|wzeit",
    "on_hand": "labst",
    "current_reorder_point": "minbe",
    "min_order_qty": "bstmi|minbm",
    "order_multiple": "bstrf",
    "max_order_qty": "bstma",
    "max_stock": "mabst",
    "quantity": "erfmg",
    "date": "budat|bldat|bedat",
    "shelf_life_days": "mhdhb",
    "allocated": "vmlab|umlmc",
}

ITEMS = ""

DEMAND = ""
