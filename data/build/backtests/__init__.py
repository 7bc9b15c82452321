"""Build the tables and the known changes of the backtests that are shipped."""
