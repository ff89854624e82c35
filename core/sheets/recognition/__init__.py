"""What a sheet's headers mean: which sheet, which row, which column what."""
