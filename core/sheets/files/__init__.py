"""Files of every format, opened: heads to recognise, tables to read."""
