"""Dumps of the database: taken, checked, loaded."""
