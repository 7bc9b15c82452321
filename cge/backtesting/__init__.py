"""Backtests: from an early year's table the model foresees a later one, and is scored against it."""
