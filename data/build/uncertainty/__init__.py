"""Build scripts of the shipped files of uncertain numbers."""
