"""Faults an operator is to be woken by, and a real Prometheus and Alertmanager that must say so."""
