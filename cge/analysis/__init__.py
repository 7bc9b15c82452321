"""Statistics of solutions: accounts, indices, leakage, trade statistics."""
