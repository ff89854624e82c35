"""The order lists that come with Lotwise.

The headers are what these programs' own import calls the fields:
Odoo - technical names of `purchase.order` (`partner_id`, `origin`) and `purchase.order.line` (`product_id`,
`product_qty`, `price_unit`, `date_planned`), nested lines under `order_line/`, the order's own cells only on
its first line. ERPNext - field names of a Material Request and, under `items.`, of its lines (Data Import
takes field names beside labels, and labels are translated), again the parent's only on the first line.
SAP - item fields of BAPI_PR_CREATE (PRITEM) as the upload programs written around it read them; plants,
purchasing groups and vendor numbers are the sheet's to give.
"""

from core.sheets.writing.order_templates import OrderTemplate, TemplateColumn


def _from(header: str, source: str, *, once: bool = False) -> TemplateColumn:
    return TemplateColumn(header=header, source=source, once_per_supplier=once)


def _fixed(header: str, constant: str, *, once: bool = False) -> TemplateColumn:
    return TemplateColumn(header=header, constant=constant, once_per_supplier=once)


GENERIC = OrderTemplate(
    name="generic",
    title="One line per SKU: supplier, item, quantity in purchase units, price, need date",
    columns=(
        _from("supplier", "supplier"),
        TemplateColumn(header="supplier_item", original="Supplier item"),
        _from("sku", "sku"),
        _from("location", "location"),
        _from("description", "description"),
        _from("quantity", "quantity"),
        _from("unit", "quantity_unit"),
        _from("price", "price"),
        _from("currency", "currency"),
        _from("need_date", "need_date"),
        _from("job_id", "job_id"),
    ),
)
ODOO = OrderTemplate(
    name="odoo",
    title="Odoo: requests for quotation (Purchase, Import records)",
    columns=(
        _from("partner_id", "supplier", once=True),
        _from("origin", "job_id", once=True),
        _from("order_line/product_id", "sku"),
        _from("order_line/product_qty", "quantity"),
        _from("order_line/price_unit", "price"),
        _from("order_line/date_planned", "need_date"),
    ),
)
ERPNEXT = OrderTemplate(
    name="erpnext",
    title="ERPNext: material requests (Data Import)",
    columns=(
        _fixed("material_request_type", "Purchase", once=True),
        _from("transaction_date", "order_date", once=True),
        _from("items.item_code", "sku"),
        _from("items.qty", "quantity"),
        _from("items.uom", "quantity_unit"),
        _from("items.schedule_date", "need_date"),
        _from("items.warehouse", "location"),
    ),
)
SAP = OrderTemplate(
    name="sap",
    title="SAP: purchase requisition items (BAPI_PR_CREATE, PRITEM)",
    delimiter=";",
    date_format="YYYYMMDD",
    columns=(
        _from("PREQ_ITEM", "line"),
        _from("MATERIAL", "sku"),
        _from("SHORT_TEXT", "description"),
        _from("PLANT", "location"),
        _from("QUANTITY", "quantity"),
        _from("UNIT", "quantity_unit"),
        _from("DELIV_DATE", "need_date"),
        _from("PREQ_PRICE", "price"),
        _from("CURRENCY", "currency"),
        _from("DES_VENDOR", "supplier"),
        _from("JOB_ID", "job_id"),
    ),
)
BUILT_IN: dict[str, OrderTemplate] = {template.name: template for template in (GENERIC, ODOO, ERPNEXT, SAP)}
