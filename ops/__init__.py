"""The command line, the embedded servers, migrations and measurements."""
