"""The registry of symbols: variables, parameters, their units, sources and features."""
