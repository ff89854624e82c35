"""Lotwise on Amazon's machines: one template, one script."""
