"""How people write headers, one table a language."""
