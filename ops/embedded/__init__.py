"""Real PostgreSQL and Valkey servers, run as children of this process.

The door is `ops.embedded.servers.run`; `ops/decisions/0002-embedded-postgresql.md` tells why these wheels.
"""
