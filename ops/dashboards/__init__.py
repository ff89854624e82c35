"""Grafana's dashboards as code: what they show, their JSON, and a check of every query on real data."""
