"""Backtests: a later year foreseen from an early year's table, and scored."""
