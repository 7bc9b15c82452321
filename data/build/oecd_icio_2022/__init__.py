"""Build the benchmark `oecd-icio-2022` from its source tables."""
