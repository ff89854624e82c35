"""The door to everything written: decisions, errors and orders, as text tables, columns and workbooks."""

from core.sheets.writing.write_columns import jsonl_parts, write_jsonl, write_parquet
from core.sheets.writing.write_csv import csv_parts, error_csv_parts, write_csv, write_errors_csv
from core.sheets.writing.write_orders import order_parts
from core.sheets.writing.write_xlsx import write_errors_xlsx, write_xlsx

__all__ = [
    "csv_parts",
    "error_csv_parts",
    "jsonl_parts",
    "order_parts",
    "write_csv",
    "write_errors_csv",
    "write_errors_xlsx",
    "write_jsonl",
    "write_parquet",
    "write_xlsx",
]
