"""The door to everything written: decisions and errors, as text tables and as workbooks."""

from core.sheets.write_csv import csv_parts, error_csv_parts, write_csv, write_errors_csv
from core.sheets.write_xlsx import write_errors_xlsx, write_xlsx

__all__ = [
    "csv_parts",
    "error_csv_parts",
    "write_csv",
    "write_errors_csv",
    "write_errors_xlsx",
    "write_xlsx",
]
