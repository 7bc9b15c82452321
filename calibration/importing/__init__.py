"""From tables as published to benchmarks."""
