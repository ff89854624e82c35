"""A catalogue's items as a run reads them, and what changed since the run before; no database."""
