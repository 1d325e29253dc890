"""Dashboards: a readable description, the saved objects made of it, and their import."""
