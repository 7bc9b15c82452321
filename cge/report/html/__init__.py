"""One result as one HTML page that stands by itself: text, tables and figures, no network."""
