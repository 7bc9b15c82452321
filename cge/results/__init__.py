"""Results: every variable of every experiment, statistics, and what was verified."""
