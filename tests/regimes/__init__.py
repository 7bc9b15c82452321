"""Data regimes by pair."""
