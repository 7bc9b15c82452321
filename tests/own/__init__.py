"""Values of a user's own over those of a benchmark."""
