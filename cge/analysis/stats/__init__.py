"""Statistics of results in one pattern: a registry of them, and rules by which they aggregate."""
