"""The rows of the registry: one file for every model, one for each optional part or policy."""
