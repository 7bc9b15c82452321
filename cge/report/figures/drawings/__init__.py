"""From what figures show to Matplotlib."""
