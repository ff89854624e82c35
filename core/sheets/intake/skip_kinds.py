"""The kinds of rows that are no items, as small numbers in a column."""

# What a row was left out as; the position is its code in a column of small numbers.
KINDS = (
    "",
    "total_rows",
    "repeated_headers",
    "footer_rows",
    "copies",
    "other_table_rows",
    "merged_rows",
    "superseded_rows",
    "dearer_offers",
)
NONE, TOTAL, HEADER, FOOTER, COPY, OTHER_TABLE, MERGED, SUPERSEDED, DEARER = range(len(KINDS))
