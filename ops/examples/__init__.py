"""`./lotwise examples`: published numbers, worked by the engine."""
