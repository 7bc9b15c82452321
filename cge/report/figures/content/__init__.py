"""From results to what figures of them show."""
