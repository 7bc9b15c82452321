"""Figures of results, drawn by Matplotlib."""
