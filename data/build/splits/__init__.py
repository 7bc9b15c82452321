"""Tables of parts of sectors that ship with the data."""
