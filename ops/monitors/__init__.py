"""What watches a Lotwise, started with the installation's own files: for dashboards and for drills."""
