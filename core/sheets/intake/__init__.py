"""The way of a sheet: evidence, facts of the whole, then chunks of clean columns."""
