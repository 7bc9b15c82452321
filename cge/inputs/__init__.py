"""The door for every file that a user writes: names, labels, kinds of values."""
