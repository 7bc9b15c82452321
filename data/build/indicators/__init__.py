"""Build the table of indicators behind the NQP index from public sources."""
