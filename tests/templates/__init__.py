"""Files to begin with."""
