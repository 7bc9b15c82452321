"""Builders of `.venv`, of generated pages, of the site and of expected results."""
