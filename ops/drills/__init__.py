"""Drills: a Lotwise of real processes is broken on purpose, and what it promises is checked afterwards.

`ops.drills.table` lists the scenarios; `./lotwise drill` and `tests/acceptance/faults` perform the same ones.
"""
