"""Measured speed against the bars; no tests, since machines are shared and noisy."""
