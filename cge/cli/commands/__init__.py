"""The commands with their arguments and options, by subject; files beside do the work."""
