"""Everything written: decisions, errors, orders, the template."""
