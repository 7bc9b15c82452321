"""The tables that a result offers by name, a file for each subject; see `registry` beside."""
