"""The data of a job's charts as the API answers it."""

from ui.asking.client import Json

CHARTS: Json = {
    "suppliers": {
        "EUR": [
            {"supplier": "SKF", "rows": 120, "order_now": 9, "order_value": 30000.0, "stock_value": 60000.0},
            {"supplier": "", "rows": 78, "order_now": 3, "order_value": 11200.0, "stock_value": 30000.0},
        ]
    },
    "classes": {
        "EUR": [
            {
                "class": "A",
                "rows": 20,
                "order_now": 5,
                "today_unknown": 0,
                "order_value": 30000.0,
                "stock_value": 50000.0,
                "stock_now": 50000.0,
                "stock_recommended": 40000.0,
            }
        ]
    },
    "weeks": {
        "EUR": [
            {"week": "2026-11-09", "overdue": True, "rows": 2.0, "value": 100.0},
            {"week": "2026-11-16", "overdue": False, "rows": 5.0, "value": 900.0},
        ]
    },
    "pareto": {
        "EUR": [
            {"share_of_skus": 0.0, "share_of_value": 0.0},
            {"share_of_skus": 0.2, "share_of_value": 0.8},
            {"share_of_skus": 1.0, "share_of_value": 1.0},
        ]
    },
    "savings": {
        "EUR": [
            {
                "row_no": 2,
                "sku": "007",
                "location": None,
                "description": "O-ring",
                "supplier": "SKF",
                "annual_saving": 100.0,
                "purchase_saving": 30.0,
                "operating_saving": 70.0,
                "stock_release_value": 5.0,
                "assumed": "order_cost",
            }
        ]
    },
}
CURVE: Json = {
    "eoq": 207.8,
    "order_quantity": 208.0,
    "assumed": {},
    "points": [
        {
            "quantity": lot,
            "ordering": 54000.0 / lot,
            "holding": 1.25 * lot,
            "upkeep": 54000.0 / lot + 1.25 * lot,
            "purchase": 15000.0,
            "total": 15000.0 + 54000.0 / lot + 1.25 * lot,
        }
        for lot in (50.0, 100.0, 208.0, 400.0, 800.0)
    ],
}
