"""The door to everything written: decisions and errors as text tables."""

from core.sheets.write_csv import csv_parts, write_csv

__all__ = ["csv_parts", "write_csv"]
