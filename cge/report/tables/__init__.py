"""Tables of results: in text, LaTeX, Markdown and comma-separated values."""
