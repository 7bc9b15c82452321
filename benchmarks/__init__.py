"""Measured speed against the bars of the project; not tests, since machines are shared and noisy."""
