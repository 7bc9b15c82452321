"""Independent checks of a solution."""
