"""Numbers that are uncertain, and what that makes of results."""
